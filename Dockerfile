# Whistle in a container: no compiler, no shell tools, no root.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements/base.lock requirements/base.lock
RUN python -m venv /opt/whistle \
 && /opt/whistle/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/base.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY geo geo
RUN /opt/whistle/bin/pip install --no-cache-dir "setuptools>=80" \
 && /opt/whistle/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/whistle/bin/pip uninstall --yes setuptools

FROM python:3.11-slim-bookworm
# One user without a login; the data volume is its only writable place (run with --read-only --tmpfs /tmp).
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin whistle \
 && mkdir -p /var/lib/whistle && chown whistle:whistle /var/lib/whistle
COPY --from=build /opt/whistle /opt/whistle
ENV PATH=/opt/whistle/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER whistle
WORKDIR /var/lib/whistle
VOLUME ["/var/lib/whistle"]
# config.toml and the secrets are mounted, never built in.
STOPSIGNAL SIGTERM
ENTRYPOINT ["whistle"]
CMD ["run", "--config", "/etc/whistle/config.toml"]
