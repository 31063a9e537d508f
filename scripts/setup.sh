# Sourced by run, test and check: makes .venv with what the named extras need.
# A stamp remembers what was installed, so that a second call costs nothing.

find_python() {
    local candidate
    for candidate in python3.13 python3.12 python3.11 python3 python; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "需要 Python 3.11 或更新版本（含 venv 模块），请先安装。" >&2
    return 1
}

setup_environment() {
    local extras="$1" python stamp wanted
    stamp=".venv/installed-$extras"
    wanted="$(cat pyproject.toml constraints.txt scripts/web_assets/packages.toml | cksum)"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
        return
    fi
    python="$(find_python)"
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    echo "安装依赖……" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --constraint constraints.txt --editable ".[$extras]"
    case ",$extras," in
        *,dev,*) .venv/bin/python scripts/web_assets/fetch.py --tests ;;
        *) .venv/bin/python scripts/web_assets/fetch.py ;;
    esac
    echo "$wanted" >"$stamp"
}
