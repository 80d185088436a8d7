# shellcheck shell=bash
# What ./bfn and ./test.sh need besides the .NET SDK: checks it, installs it where apt-get may, and otherwise says in one
# line what to install. Sourced by launch.sh.

: "${root:?the repository}"
system=$(uname -s)
prerequisite_missing=69 # the exit code for it: EX_UNAVAILABLE of sysexits.h

# prepare NEED...: returns when every NEED is there, exits otherwise. A NEED is the name of a has_ function below.
prepare() {
    local missing
    missing=$(missing_of "$@")
    [ -z "$missing" ] || locked install "$@"
    use_libstdcxx
}

missing_of() {
    local need
    for need in "$@"; do "has_$need" || printf '%s ' "$need"; done
}

# --- what may be missing ------------------------------------------------------------------------------------------------

has_dotnet() { command -v dotnet >/dev/null; }

has_vulkan_loader() {
    case $system in
        Linux) [ -n "$(library_path libvulkan.so.1)" ] ;;
        Darwin) [ -e /opt/homebrew/lib/libvulkan.dylib ] || [ -e /usr/local/lib/libvulkan.dylib ] ;;
        *) true ;; # elsewhere the loader comes with the graphics driver
    esac
}

has_vulkan_driver() {
    case $system in
        Linux | Darwin) [ -n "${VK_DRIVER_FILES:-}${VK_ICD_FILENAMES:-}" ] || has_manifest icd.d '*.json' ;;
        *) true ;;
    esac
}

has_validation_layers() {
    has_manifest explicit_layer.d VkLayer_khronos_validation.json || [ -e "${VK_LAYER_PATH:-}/VkLayer_khronos_validation.json" ]
}

has_glfw() {
    case $system in
        Linux) [ -n "$(library_path libglfw.so.3)" ] ;;
        Darwin) [ -e /opt/homebrew/lib/libglfw.3.dylib ] || [ -e /usr/local/lib/libglfw.3.dylib ] ;;
        *) true ;; # the game says where it looks for it
    esac
}

has_xvfb() { [ "$system" != Linux ] || command -v Xvfb >/dev/null; }
has_glslc() { command -v glslc >/dev/null; }
has_chromium() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
has_gcc() { ! needs_shim || command -v gcc >/dev/null; }
has_objdump() { ! needs_shim || command -v objdump >/dev/null; }

# has_manifest FOLDER PATTERN: the places where the Vulkan loader looks for its drivers and layers.
has_manifest() {
    local data="/usr/share:/usr/local/share:/etc:/opt/homebrew/share:/opt/homebrew/etc"
    data="$data:${XDG_DATA_DIRS:-}:${XDG_DATA_HOME:-${HOME:-}/.local/share}"
    local folder folders
    IFS=: read -r -a folders <<<"$data"
    for folder in "${folders[@]}"; do
        compgen -G "$folder/vulkan/$1/$2" >/dev/null && return
    done
    return 1
}

# library_path NAME: the file that the dynamic loader takes for a library of this architecture, nothing if there is none.
library_path() {
    local folder folders pattern='libc6'
    IFS=: read -r -a folders <<<"${LD_LIBRARY_PATH:-}"
    for folder in ${folders[@]+"${folders[@]}"}; do
        if [ -e "$folder/$1" ]; then echo "$folder/$1" && return; fi
    done
    case $(uname -m) in
        x86_64) pattern='x86-64' ;;
        aarch64) pattern='AArch64' ;;
    esac
    # A user's PATH often lacks the folder of ldconfig. It is read to its end: broken off, it fails now and then, and the pipe with it.
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null |
        awk -v name="$1" -v kind="$pattern" '!found && $1 == name && index($0, kind) { print $NF; found = 1 }'
}

# --- installing ---------------------------------------------------------------------------------------------------------

install() {
    local missing need packages=() output before=()
    missing=$(missing_of "$@") # again: another launch may just have installed it
    [ -n "$missing" ] || return 0
    for need in $missing; do packages+=("$(package_of "$need" apt)"); done
    if [[ " $missing" == *' dotnet '* ]] || ! command -v apt-get >/dev/null; then ask_for "$missing"; fi
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || ask_for "$missing"
        before=(sudo -n)
    fi
    before+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)

    say "installing ${packages[*]} ..."
    # A failed update is no reason to stop: the lists may be good enough, and the installation tells.
    output=$({ "${before[@]}" update || true; "${before[@]}" install --yes --no-install-recommends "${packages[@]}"; } 2>&1 </dev/null) ||
        printf '%s\n' "$output" >&2
    missing=$(missing_of "$@")
    [ -z "$missing" ] || ask_for "$missing"
}

# ask_for NEEDS: the one line that says what to install here; ends the script.
ask_for() {
    local need manager='' command='' names=()
    if [[ " $1" == *' dotnet '* ]]; then
        say 'please install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again'
        exit "$prerequisite_missing"
    fi
    for manager in apt-get dnf pacman zypper brew ''; do
        [ -n "$manager" ] && command -v "$manager" >/dev/null && break
    done
    for need in $1; do names+=("$(package_of "$need" "$manager")"); done
    case $manager in
        brew) command='brew install' ;;
        pacman) command='sudo pacman -S' ;;
        '') ;;
        *) command="sudo $manager install" ;;
    esac
    case $system in
        Linux | Darwin) ;;
        *) command='the Vulkan SDK (https://vulkan.lunarg.com), which has' ;;
    esac
    say "please install what is missing and run this again: ${command:+$command }${names[*]}"
    exit "$prerequisite_missing"
}

# package_of NEED MANAGER: Debian's name unless another system calls it differently.
package_of() {
    case $1:$2 in
        vulkan_loader:dnf | vulkan_loader:brew) echo vulkan-loader ;;
        vulkan_loader:pacman) echo vulkan-icd-loader ;;
        vulkan_loader:*) echo libvulkan1 ;;
        vulkan_driver:pacman) echo vulkan-swrast ;;
        vulkan_driver:zypper) echo libvulkan_lvp ;;
        vulkan_driver:brew) echo molten-vk ;;
        vulkan_driver:*) echo mesa-vulkan-drivers ;; # with lavapipe, the software device
        validation_layers:dnf | validation_layers:pacman) echo vulkan-validation-layers ;;
        validation_layers:*) echo vulkan-validationlayers ;;
        glslc:pacman | glslc:zypper | glslc:brew) echo shaderc ;;
        objdump:*) echo binutils ;;
        glfw:apt* | glfw:zypper | glfw:) echo libglfw3 ;;
        xvfb:dnf | xvfb:zypper) echo xorg-x11-server-Xvfb ;;
        xvfb:pacman) echo xorg-server-xvfb ;;
        *) echo "$1" ;;
    esac
}

# --- libstdc++ ----------------------------------------------------------------------------------------------------------

shim="$root/artifacts/libstdcxx"

# TorchSharp wants a newer libstdc++ than Debian 12 and Ubuntu 22.04 have; libstdcxx_shim.sh explains what helps.
lacks_libstdcxx() {
    local real
    [ "$system" = Linux ] && real=$(library_path libstdc++.so.6) && [ -n "$real" ] && ! grep -aqF GLIBCXX_3.4.32 "$real"
}

# A shim bears the path of the library that it completes: one made on another system is made again.
needs_shim() { lacks_libstdcxx && ! grep -aqF "$(library_path libstdc++.so.6)" "$shim/libstdc++.so.6" 2>/dev/null; }

make_shim() {
    ! needs_shim || bash "$root/build/libstdcxx_shim.sh" "$(library_path libstdc++.so.6)" "$shim" && return
    say 'the libstdc++ shim that TorchSharp needs on this system could not be built; the messages are above'
    return "$prerequisite_missing"
}

use_libstdcxx() {
    lacks_libstdcxx || return 0
    ! needs_shim || locked make_shim
    export LD_LIBRARY_PATH="$shim${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
}
