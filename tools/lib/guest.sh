# shellcheck shell=bash
# What the tests of virtual machines boot: Debian's kernel for clouds and a static busybox, unpacked and not installed. Sourced after packages.sh.

guest=$root/artifacts/guest

# The modules that a virtio network card takes, in the order in which they are loaded.
guest_modules='
drivers/virtio/virtio_ring
drivers/virtio/virtio
drivers/virtio/virtio_pci_modern_dev
drivers/virtio/virtio_pci_legacy_dev
drivers/virtio/virtio_pci
net/core/failover
drivers/net/net_failover
drivers/net/virtio_net
'

has_guest() {
    [ -f "$guest/vmlinuz" ] && [ -x "$guest/busybox" ] && [ -f "$guest/modules/8-virtio_net.ko" ]
}

# prepare_guest: fetches it where it may and where it is missing; never fails (the tests say what is missing).
prepare_guest() {
    if has_guest || [ "$(uname -m)" != x86_64 ] || ! can_install; then
        return 0
    fi
    say "fetching a kernel and a busybox for virtual machines"
    local work
    work=$(mktemp -d)
    (unpack_guest "$work") || say "could not fetch a kernel for virtual machines"
    rm -rf "$work"
}

# Each step is looked at: in a function that is asked whether it worked the shell does not end by itself.
unpack_guest() {
    local image module package number=0
    image=$(guest_image)
    if [ -z "$image" ]; then
        apt_get update || true
        image=$(guest_image)
    fi
    [ -n "$image" ] || return 1
    cd "$1" || return 1
    apt-get -qq download "$image" busybox-static > /dev/null 2>&1 || return 1
    for package in *.deb; do
        dpkg-deb -x "$package" "$1/root" || return 1
    done
    mkdir -p "$guest/modules" || return 1
    for module in $guest_modules; do
        number=$((number + 1))
        cp "$1"/root/lib/modules/*/kernel/"$module.ko" "$guest/modules/$number-${module##*/}.ko" || return 1
    done
    cp "$1/root/bin/busybox" "$guest/busybox" || return 1
    cp "$1"/root/boot/vmlinuz-* "$guest/vmlinuz"
}

# guest_image: the package behind linux-image-cloud-amd64, which changes with every update.
guest_image() {
    apt-cache depends linux-image-cloud-amd64 2> /dev/null | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\).*/\1/p' | head -n 1
}
