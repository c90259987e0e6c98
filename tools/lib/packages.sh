# shellcheck shell=bash
# Which Debian package brings which command, and how it is installed without starting a daemon. Sourced after common.sh.

# What NativeAOT links with.
build_tools='
clang:clang
ld.lld:lld
'

# What tools/demo runs.
demo_tools='
busybox:busybox
curl:curl
iperf3:iperf3
udhcpc:udhcpc
'

# What the end-to-end tests run inside their namespaces: command:package.
end_to_end_tools='
busybox:busybox
chronyd:chrony
containerd:containerd
curl:curl
dhclient:isc-dhcp-client
dig:bind9-dnsutils
dnsmasq:dnsmasq-base
docker:docker.io
dockerd:docker.io
ip:iproute2
iperf3:iperf3
nc:netcat-openbsd
nsenter:util-linux
ntpdate:ntpsec-ntpdate
ping:iputils-ping
qemu-system-x86_64:qemu-system-x86
rdisc6:ndisc6
runc:runc
setpriv:util-linux
sysctl:procps
tcpdump:tcpdump
tcpreplay:tcpreplay
traceroute:traceroute
tshark:tshark
udhcpc:udhcpc
'

can_install() {
    is_linux && [ "$(id -u)" = 0 ] && have apt-get
}

# missing_tools TABLE: the "command:package" lines of the table whose command is not there.
missing_tools() {
    local entry
    for entry in $1; do
        have "${entry%%:*}" || printf '%s\n' "$entry"
    done
}

# install_missing TABLE: installs what is missing where it may; never fails for a package that does not exist here
# (the caller looks again and names what is still missing).
install_missing() {
    local entry package packages=()
    for entry in $(missing_tools "$1"); do
        packages+=("${entry#*:}")
    done
    if [ ${#packages[@]} = 0 ] || ! can_install; then
        return 0
    fi
    install_packages "${packages[@]}"
}

# install_packages PACKAGE...: one apt-get call, and one by one when that fails, so that one unknown name costs only itself.
install_packages() {
    say "installing with apt-get: $*"
    keep_daemons_down
    # Debian's wireshark asks whether everybody may capture. Nobody may: the tests only read files.
    echo 'wireshark-common wireshark-common/install-setuid boolean false' | debconf-set-selections 2> /dev/null || true
    if ! apt_get install "$@"; then
        apt_get update || true
        if ! apt_get install "$@"; then
            local package
            for package in "$@"; do
                apt_get install "$package" || say "could not install the package $package"
            done
        fi
    fi
    let_daemons_start
}

apt_get() {
    DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0 "$1" --no-install-recommends "${@:2}" \
        < /dev/null > /dev/null
}

# Debian starts a daemon when its package is installed (chrony would set this machine's clock). policy-rc.d with status
# 101 is the documented way to forbid it.
keep_daemons_down() {
    policy_written=no
    if [ ! -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
        chmod 755 /usr/sbin/policy-rc.d
        policy_written=yes
    fi
}

let_daemons_start() {
    if [ "$policy_written" = yes ]; then
        rm -f /usr/sbin/policy-rc.d
    fi
}
