FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev


FROM python:3.13-slim AS app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 XDG_CACHE_HOME=/tmp/cache VBE_DEMO=0
# What WeasyPrint draws reports with.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements-prod.lock ./
RUN python -m venv /venv && pip install --no-cache-dir --no-deps --require-hashes -r requirements-prod.lock
COPY manage.py ./
COPY vbe vbe
COPY cases cases
COPY actionplans actionplans
COPY lagesbild lagesbild
COPY templates templates
COPY static static


FROM app AS static
COPY --from=packages /app/node_modules node_modules
# The settings must be there to be read; nothing is connected to.
RUN ALLOWED_HOSTS=build BASE_URL=http://build SECRET_KEY=build FIELD_KEYS=build INDEX_KEY=build \
    DATABASE_URL=postgres://build@build/build REDIS_URL=redis://build \
    python manage.py collectstatic --no-input


FROM app
COPY --from=static /app/staticfiles staticfiles
RUN useradd --system --uid 10001 vbe && install --directory --owner vbe /uploads
USER vbe
VOLUME /uploads
EXPOSE 8000
CMD ["gunicorn", "vbe.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-class", "gthread", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--logger-class", "vbe.access.server_log.ServerLogger"]
