# shellcheck shell=bash
# A small web server out of what a machine has. Sourced after common.sh.

# web_server_program: the one that will be used; fails when there is none.
web_server_program() {
    if have busybox && busybox --list | grep -qx httpd; then
        printf 'busybox httpd\n'
    elif have python3; then
        printf 'python3\n'
    else
        return 1
    fi
}

# serve_web DIRECTORY ADDRESS PORT: serves the files below a directory until it is killed. Does not return: run it in the background.
serve_web() {
    local directory=$1 address=$2 port=$3
    if [ "$(web_server_program)" = python3 ]; then
        exec python3 -m http.server --directory "$directory" --bind "$address" "$port"
    fi
    exec busybox httpd -f -h "$directory" -p "$address:$port"
}

# fetch URL [CURL OPTION...]: the page, or a sentence on stderr.
fetch() {
    curl --silent --show-error --fail --noproxy '*' --max-time 30 "${@:2}" "$1"
}

# answers URL: waits up to five seconds for a server.
answers() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        if fetch "$1" --output /dev/null 2> /dev/null; then
            return 0
        fi
        sleep 0.05
    done
    return 1
}
