# A small image that serves the OpenAPI document in /api. No engine has built it where it was written: tests/test_image.py
# reads it, and runs its health check.
#
#   docker build -t mockserver .
#   docker run --rm -p 127.0.0.1:4010:4010 -v ./openapi.yaml:/api/openapi.yaml:ro mockserver
ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY mockserver mockserver
RUN python -m venv /opt/mockserver \
    && /opt/mockserver/bin/pip install --no-cache-dir --constraint constraints.txt ".[brotli]"

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="mockserver" \
      org.opencontainers.image.description="An OpenAPI document becomes a backend" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/mockserver /opt/mockserver
# Within a container 127.0.0.1 is the container itself; what of it is open, -p decides. Nothing is kept.
ENV PATH="/opt/mockserver/bin:${PATH}" \
    PYTHONDONTWRITEBYTECODE=1 \
    MOCKSERVER_HOST=0.0.0.0 \
    MOCKSERVER_CACHE=no
WORKDIR /api
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 4010
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:%s/_mockserver/health' % (os.environ.get('MOCKSERVER_PORT') or os.environ.get('PORT') or 4010), timeout=2)"]
ENTRYPOINT ["mockserver"]
CMD ["serve", "/api"]
