# The product: portal, doors and workers are one image; what a container does is its command. Runs as an ordinary user.
FROM node:24-bookworm-slim AS app
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY tsconfig.json README.md LICENSE ./
COPY formats formats
COPY schemas schemas
COPY fixtures fixtures
COPY src src
COPY workers workers
RUN groupadd --gid 10001 kreditorflyt \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin kreditorflyt \
 && install -d -o kreditorflyt -g kreditorflyt -m 0711 /data \
 && install -d -o root -g root -m 0755 /data/homes
ENV NODE_ENV=production \
    KREDITORFLYT_DATA=/data \
    PORTAL_HOST=0.0.0.0 \
    SFTP_HOST=0.0.0.0
USER kreditorflyt
VOLUME /data
EXPOSE 8080 2022
CMD ["node", "src/start.ts"]

# The SFTP server where the built-in one is outgrown: OpenSSH, every client locked into a home of its own.
FROM debian:bookworm-slim AS sftp
RUN apt-get update \
 && apt-get install -y --no-install-recommends openssh-server openssh-client \
 && rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_*
COPY docker/sshd_config /etc/ssh/sshd_config
COPY docker/sftp-start.sh /usr/local/bin/sftp-start
RUN chmod 0755 /usr/local/bin/sftp-start
EXPOSE 22
CMD ["sftp-start"]
