# Real servers for script/test, on free ports of this machine, in the temporary folder $scratch; sourced, never run.

free_port() {
    python - <<'PY'
import socket
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    print(free.getsockname()[1])
PY
}

# Sets IBM_TEST_REDIS_URL.
start_redis() {
    local port attempt
    port=$(free_port)
    redis-server --port "$port" --bind 127.0.0.1 --save "" --appendonly no --dir "$scratch" >"$scratch/redis.log" 2>&1 &
    redis_process=$!
    for attempt in $(seq 50); do
        if redis-cli -p "$port" ping >/dev/null 2>&1; then
            export IBM_TEST_REDIS_URL="redis://127.0.0.1:$port/0"
            return
        fi
        sleep 0.1
    done
    cat "$scratch/redis.log" >&2
    fail "redis-server did not start on port $port; its log stands above."
}

# PostgreSQL refuses to work for root: its own account is used then.
as_postgresql_user() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid postgres --regid postgres --init-groups env HOME="$postgresql_folder" "$@"
    else
        "$@"
    fi
}

# Sets POSTGRESQL_URL. The server forgets everything at the end, so it need not wait for the disk.
start_postgresql() {
    local port programs
    printf '\n'
    say "Starting PostgreSQL"
    programs=$(postgresql_programs)
    port=$(free_port)
    postgresql_folder=$scratch/postgresql
    mkdir "$postgresql_folder"
    [ "$(id -u)" != 0 ] || chown postgres "$postgresql_folder"
    chmod 700 "$postgresql_folder"
    as_postgresql_user "$programs/initdb" --pgdata "$postgresql_folder/data" --username ibm --auth trust \
        --encoding UTF8 --locale C.UTF-8 --no-sync >"$scratch/initdb.log" 2>&1 ||
        { cat "$scratch/initdb.log" >&2; fail "PostgreSQL's initdb failed; its messages stand above."; }
    postgresql_stop=("$programs/pg_ctl" stop --pgdata "$postgresql_folder/data" --mode immediate)
    as_postgresql_user "$programs/pg_ctl" start --wait --silent --pgdata "$postgresql_folder/data" \
        --log "$postgresql_folder/log" --options "-p $port -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories=$postgresql_folder -c fsync=off -c synchronous_commit=off -c full_page_writes=off" ||
        { cat "$postgresql_folder/log" >&2; fail "PostgreSQL did not start on port $port; its log stands above."; }
    POSTGRESQL_URL="postgres://ibm@127.0.0.1:$port/postgres"
}

stop_servers() {
    if [ -n "${postgresql_stop:-}" ]; then
        as_postgresql_user "${postgresql_stop[@]}" >/dev/null 2>&1 || true
    fi
    if [ -n "${redis_process:-}" ]; then
        kill "$redis_process" 2>/dev/null || true
        wait "$redis_process" 2>/dev/null || true
    fi
}
