# One image for every process of the desk: `desk web` (the default), `desk worker`, `desk migrate`. See docker-compose.yml.
FROM node:22-slim AS browser
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm ci --omit=dev

# The wheel has everything in it: migrations, the browser's files, fonts. tests/test_wheel.py takes the same steps.
FROM python:3.11-slim AS wheel
WORKDIR /app
COPY . .
COPY --from=browser /app/node_modules node_modules
COPY --from=browser /usr/local/bin/node /usr/local/bin/node
RUN python tools/assets.py && pip wheel --no-deps --wheel-dir /wheel .

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --system --uid 10001 --home-dir /data --create-home desk
COPY --from=wheel /wheel /app/constraints.txt /wheel/
# The embedded PostgreSQL is left out: a container is given a server by DATABASE_URL.
RUN pip install -c /wheel/constraints.txt /wheel/*.whl && rm -rf /wheel
USER desk
WORKDIR /data
ENV DESK_HOME=/data DESK_HOST=0.0.0.0 DESK_PORT=8000
EXPOSE 8000
CMD ["desk", "web"]
