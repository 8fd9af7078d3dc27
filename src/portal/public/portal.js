// What scripts add to the portal. Every page works without this file.

// The summary of what must be mended takes focus, so that it is read first.
document.querySelector('[data-focus]')?.focus();

// A drawer closes at a click beside it and at Escape.
document.addEventListener('click', (event) => {
  for (const drawer of document.querySelectorAll('details.drawer[open]')) {
    if (!drawer.contains(event.target)) drawer.open = false;
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const drawer of document.querySelectorAll('details.drawer[open]')) {
    drawer.open = false;
    drawer.querySelector('summary')?.focus();
  }
});

// A part that will change by itself is fetched again until it says that it will not.
async function refresh(part) {
  const seconds = Number(part.dataset.live);
  if (!(seconds > 0)) return;
  await new Promise((done) => setTimeout(done, seconds * 1000));
  const isBusy = document.hidden || part.contains(document.activeElement) || part.querySelector('details[open]');
  if (!isBusy) {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined);
    if (answer?.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const next = page.getElementById(part.id);
      if (next) {
        part.replaceWith(next);
        return refresh(next);
      }
    }
  }
  return refresh(part);
}
for (const part of document.querySelectorAll('[data-live]')) void refresh(part);

// The names of chosen files stand under the field, and a drop zone shows that it takes them.
for (const list of document.querySelectorAll('[data-chosen]')) {
  const input = document.getElementById(list.dataset.chosen);
  input?.addEventListener('change', () => {
    list.replaceChildren(
      ...Array.from(input.files, (file) => {
        const item = document.createElement('li');
        item.textContent = `${file.name} (${Math.max(1, Math.round(file.size / 1000))} kB)`;
        return item;
      }),
    );
  });
}

// An upload tells how far it has come. Fails the script, the form sends itself.
for (const shown of document.querySelectorAll('[data-progress]')) {
  const form = shown.closest('form');
  form?.addEventListener('submit', (event) => {
    const files = form.querySelector('input[type=file]')?.files;
    if (!files?.length) return;
    event.preventDefault();
    const button = form.querySelector('button[type=submit]');
    const request = new XMLHttpRequest();
    const meter = document.createElement('progress');
    meter.max = 100;
    meter.setAttribute('aria-label', shown.dataset.progress.replace('#', ''));
    shown.after(meter);
    button.disabled = true;
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      const percent = Math.floor((loaded / total) * 100);
      meter.value = percent;
      shown.textContent = shown.dataset.progress.replace('#', String(percent));
    });
    request.addEventListener('load', () => {
      if (request.status === 200 && request.responseURL) {
        location.assign(request.responseURL);
        return;
      }
      // Anything else is a page that says what is wrong.
      const page = new DOMParser().parseFromString(request.responseText, 'text/html');
      document.title = page.title;
      document.body.replaceWith(document.adoptNode(page.body));
      document.querySelector('[data-focus]')?.focus();
    });
    request.addEventListener('error', () => {
      meter.remove();
      button.disabled = false;
      shown.textContent = '';
      form.submit();
    });
    request.open('POST', form.action);
    request.send(new FormData(form));
  });
}

// The tiles of Hjem can be dragged between the lists; the buttons do the same without this.
const order = document.querySelector('input[data-sort-with]');
if (order) {
  const { default: Sortable } = await import(order.dataset.sortWith);
  for (const list of document.querySelectorAll('[data-sort]')) {
    Sortable.create(list, {
      group: list.dataset.group,
      animation: 120,
      onEnd: () => {
        const shown = document.querySelectorAll('[data-sort="shown"] > [data-tile]');
        order.value = Array.from(shown, (item) => item.dataset.tile).join(',') || 'none';
        order.form.submit();
      },
    });
  }
}

// Ny sak is kept as one types, two seconds after the last key.
const written = document.getElementById('ny-sak');
if (written && !written.elements.rad) {
  let timer;
  written.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const body = new URLSearchParams(new FormData(written));
      body.set('gjor', 'kladd');
      void fetch(written.action, { method: 'POST', body }).catch(() => undefined);
    }, 2000);
  });
}
