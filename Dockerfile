# One image for every process of the desk: `desk web` (the default), `desk worker`, `desk migrate`. See docker-compose.yml.
FROM node:22-slim AS browser
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm ci

FROM python:3.11-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --system --uid 10001 --home-dir /data --create-home desk
WORKDIR /app
COPY . .
COPY --from=browser /app/node_modules node_modules
# Editable, so that migrations and the browser's files are found beside the code. The embedded PostgreSQL is left out:
# a container is given a server by DATABASE_URL.
RUN python tools/assets.py && rm -rf node_modules && pip install -c constraints.txt -e .
USER desk
ENV DESK_HOME=/data DESK_HOST=0.0.0.0 DESK_PORT=8000
EXPOSE 8000
CMD ["desk", "web"]
