/** What a document says about itself: title, author, language and day, and that it is PDF/A-3a. */
import type { Report } from '../report.ts';
import { pdfText } from './pdf-file.ts';

const producer = 'Kreditorflyt';

/** The document information dictionary and the same as XMP. */
export function metadata(report: Report): { info: string; xml: Buffer } {
  const title = `${report.title} ${report.name}`;
  const author = report.sender.name;
  const day = report.date.replaceAll('-', '');
  const date = `(D:${day}000000Z)`;
  const iso = `${report.date}T00:00:00Z`;
  const info =
    `<</Title${pdfText(title)}/Author${pdfText(author)}/Creator${pdfText(producer)}/Producer${pdfText(producer)}` +
    `/CreationDate${date}/ModDate${date}>>`;
  const xml = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escaped(title)}</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>${escaped(author)}</rdf:li></rdf:Seq></dc:creator><dc:language><rdf:Bag><rdf:li>${report.language === 'nb' ? 'nb-NO' : 'en'}</rdf:li></rdf:Bag></dc:language></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>${iso}</xmp:CreateDate><xmp:ModifyDate>${iso}</xmp:ModifyDate><xmp:CreatorTool>${producer}</xmp:CreatorTool></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>${producer}</pdf:Producer></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
  return { info, xml: Buffer.from(xml) };
}

/** Text safe inside XML; characters that XML cannot hold are left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
