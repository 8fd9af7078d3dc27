#!/bin/sh
# Makes a user and a home for each client and runs OpenSSH. SFTP_CLIENTS: client numbers with spaces between, such as "33220 44110";
# /etc/ssh/clients/<number>.pub: the client's public keys, read at the start. All users share the product's uid, so that it can take in and deliver files;
# what keeps them apart is the home they are locked into, which belongs to root as OpenSSH demands.
set -eu
mkdir -p /run/sshd /etc/ssh/keys /etc/ssh/authorized
[ -f /etc/ssh/keys/ssh_host_ed25519_key ] || ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/keys/ssh_host_ed25519_key
getent group kreditorflyt >/dev/null || groupadd --gid 10001 kreditorflyt
for client in ${SFTP_CLIENTS:-}; do
  case "$client" in
    *[!0-9]* | '')
      echo "SFTP_CLIENTS: \"$client\" is not a client number; give numbers with spaces between" >&2
      exit 1
      ;;
  esac
  if [ -f "/etc/ssh/clients/$client.pub" ]; then
    install -m 0644 "/etc/ssh/clients/$client.pub" "/etc/ssh/authorized/$client.pub"
  else
    echo "Client $client has no key: put it into $client.pub of the folder mounted at /etc/ssh/clients" >&2
  fi
  id "$client" >/dev/null 2>&1 ||
    useradd --badname --non-unique --uid 10001 --gid 10001 --no-create-home --home-dir / --shell /usr/sbin/nologin --password '*' "$client"
  install -d -o root -g root -m 0755 "/homes/$client"
  install -d -o 10001 -g 10001 -m 0700 "/homes/$client/inbox" "/homes/$client/outbox" "/homes/$client/.upload"
done
exec /usr/sbin/sshd -D -e
