# One image for web, worker, beat and the preparation of the database; docker-compose.yml says which one it is.
FROM python:3.12-slim-bookworm

# What WeasyPrint loads at run time; fontconfig finds the report's own fonts.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=ibm_platform.settings.production \
    IBM_BIND=0.0.0.0 \
    IBM_STATIC_ROOT=/app/staticfiles \
    IBM_FILES_DIR=/data/files

# The account owns nothing but the folder of uploaded and rendered files.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin ibm \
    && install -d -o ibm -g ibm -m 0700 /data /data/files

WORKDIR /app

# psycopg2-binary brings its own libpq and OpenSSL, which the system's updates do not reach: rebuild the image with a newer
# lock to mend them. Building psycopg2 from source would need a compiler in this image and a second lock beside
# requirements/production.txt; one lock for tests and production was preferred.
COPY requirements/production.txt requirements/production.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/production.txt

COPY . .

# The values of this one line serve only this step and are not kept; the key is made anew at each build.
RUN find locale -name '*.po' -exec sh -c 'pybabel --quiet compile --input-file "$1" --output-file "${1%.po}.mo"' _ {} \; \
    && IBM_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
        IBM_ALLOWED_HOSTS=build.invalid IBM_DATABASE_URL=postgres://build.invalid/build IBM_BROKER_URL=redis://build.invalid \
        python manage.py collectstatic --noinput --verbosity 0

USER ibm
EXPOSE 8000
CMD ["script/run", "web"]
