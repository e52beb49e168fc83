"""Arguments -> what a command prints, writes and returns."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec import inspect, json

from engine.cli import main
from engine.cli.codes import together
from engine.config.load import load
from engine.config.options import default_of, options
from engine.config.schema import ShopConfig
from engine.config.starter.write import write_demo
from engine.content.blanks import blanks
from engine.content.entry import read_content

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    """Run a command; return its code, what it printed and what it complained of."""
    code = main([str(each) for each in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def has_default(option: inspect.Field) -> bool:
    """Tell whether the default of an option can be written on one line."""
    default = default_of(option)
    return not (default is None or default == {} or option.encode_name in ("navigation", "footer", "redirects"))


def test_init_writes_a_shop_that_loads_and_whose_only_faults_are_its_blanks(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "optik-lind"
    code, out, _ = run(capsys, "init", folder, "--base-url", "https://lind.example/eyewear")
    assert code == 0
    assert out.replace(str(folder), "SHOP") == (
        "wrote SHOP/.gitignore\nwrote SHOP/catalog/README.md\nwrote SHOP/content/about.md\n"
        "wrote SHOP/content/contact.md\nwrote SHOP/content/privacy.md\nwrote SHOP/content/returns.md\n"
        "wrote SHOP/content/shipping.md\nwrote SHOP/content/terms.md\nwrote SHOP/shop.toml\n\n"
        "What is left to do:\n"
        "  1. put products.jsonl into SHOP/catalog, or set catalog.source to a MongoDB URI\n"
        f"  2. fill in the {len(blanks(str(folder)))} blanks, marked [[like this]]: storeloom check SHOP lists them\n"
        "  3. storeloom build SHOP\n"
        "  4. storeloom preview SHOP\n"
    )
    assert (load(folder).shop.name, load(folder).shop.base_url) == ("Optik Lind", "https://lind.example/eyewear")
    assert len(read_content(str(folder))) == 6


def test_init_never_touches_a_shop_that_is_there(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "shop.toml").write_text("mine")
    code, _, err = run(capsys, "init", tmp_path)
    assert (code, (tmp_path / "shop.toml").read_text()) == (2, "mine")
    assert err.endswith("expected a folder without a shop, found this one; choose another folder\n")


def test_every_option_stands_in_the_starter_with_its_default(tmp_path: Path, capsys: Capture) -> None:
    run(capsys, "init", tmp_path / "a", "--name", "A")
    written = (tmp_path / "a" / "shop.toml").read_text().splitlines()
    shown = [line for line in written if re.match("# [a-z_]+ = ", line) and "..." not in line]
    assert {line.split()[1] for line in shown} >= {path[-1] for path, each in options() if has_default(each)}
    text = "\n".join(line.removeprefix("# ") if line in shown else line for line in written)
    (tmp_path / "a" / "shop.toml").write_text(text)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "shop.toml").write_text('[shop]\nname = "A"\nbase_url = "https://shop.example"\n')
    one, other = (json.encode(load(tmp_path / name)) for name in "ab")
    assert one.replace(b"/a", b"/b") == other


def test_the_demo_shop_is_finished(tmp_path: Path) -> None:
    write_demo(str(tmp_path))
    config = load(tmp_path)
    kinds = [(entry.slug, entry.kind) for entry in read_content(str(tmp_path))]
    assert (config.shop.name, blanks(str(tmp_path))) == ("Fernhollow Eyewear", ())
    assert kinds == [
        ("about", "page"),
        ("contact", "page"),
        ("care", "guide"),
        ("shipping", "policy"),
        ("returns", "policy"),
        ("privacy", "policy"),
        ("terms", "policy"),
    ]


def test_demo_writes_a_catalog_and_leaves_the_build_when_asked(tmp_path: Path, capsys: Capture) -> None:
    code, out, _ = run(capsys, "demo", tmp_path / "d", "--products", 3, "--pictures", 1, "--width", 64, "--no-build")
    assert (code, out.splitlines()[-1]) == (0, f"Build it: storeloom build {tmp_path / 'd'}")
    assert len((tmp_path / "d/catalog/products.jsonl").read_text().splitlines()) == 3


def test_commands_can_be_quiet(tmp_path: Path, capsys: Capture) -> None:
    small = ("--products", 3, "--pictures", 1, "--width", 64)
    assert run(capsys, "init", tmp_path / "i", "-q") == (0, "", "")
    assert run(capsys, "demo", tmp_path / "d", *small, "--no-build", "-q") == (0, "", "")
    assert all(
        line.startswith(("warn", "fail")) for line in run(capsys, "doctor", tmp_path / "d", "-q")[1].splitlines()
    )


def test_config_show_says_where_a_value_came_from(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.toml").write_text('[shop]\nname = "A"\nbase_url = "https://a.example"\n')
    monkeypatch.setenv("STORELOOM_CATALOG__SOURCE", "mongodb://root:secret@db/shop")
    code, out, _ = run(capsys, "config", "show", "--set", "pages.per_page=12")
    assert code == 0
    assert [line for line in out.splitlines() if "  # " in line] == [
        'shop.name = "A"  # shop.toml',
        'shop.base_url = "https://a.example"  # shop.toml',
        'catalog.source = "mongodb://***@db/shop"  # environment STORELOOM_CATALOG__SOURCE',
        "pages.per_page = 12  # --set pages.per_page",
    ]
    assert "secret" not in out


def test_the_folder_of_a_configuration_is_the_shops(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "mine.toml").write_text('[shop]\nname = "A"\nbase_url = "https://a.example"\nlogo = "logo.svg"\n')
    (tmp_path / "logo.svg").write_text("<svg/>")
    assert run(capsys, "config", "show", "--config", str(tmp_path / "mine.toml"))[0] == 0
    code, _, told = run(capsys, "config", "show", ".", "--config", str(tmp_path / "mine.toml"))
    assert (code, "shop.logo" in told) == (2, True)


def test_config_schema_is_the_schema_without_what_the_loader_sets(capsys: Capture) -> None:
    code, out, _ = run(capsys, "config", "schema")
    schema = json.decode(out)
    properties = schema["$defs"]["ShopConfig"]["properties"]
    assert (code, set(properties)) == (0, set(ShopConfig.__struct_fields__) - {"folder", "origins"})
    assert schema["$defs"]["Images"]["properties"]["widths"]["items"] == {
        "type": "integer",
        "minimum": 16,
        "maximum": 4096,
    }


def test_wrong_usage_and_wrong_configuration_are_exit_code_2(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "shop.toml").write_text("[shop]\n")
    assert [run(capsys, *each)[0] for each in (["build", "--bogus"], ["config", "show", tmp_path], ["nothing"])] == [
        2,
        2,
        2,
    ]


def test_each_shop_that_cannot_be_read_is_told(tmp_path: Path, capsys: Capture) -> None:
    code, out, err = run(capsys, "build", tmp_path / "a", tmp_path / "b")
    assert (code, out) == (2, "")
    assert err.replace(str(tmp_path), "X").splitlines() == [
        "error: X/a: expected the folder of a shop, found none; `storeloom init X/a` makes one",
        "error: X/b: expected the folder of a shop, found none; `storeloom init X/b` makes one",
    ]


def test_a_failure_is_an_event_for_machines(tmp_path: Path, capsys: Capture) -> None:
    code, out, err = run(capsys, "build", tmp_path / "a", "--json")
    assert (code, err) == (2, "")
    event = json.decode(out)
    assert (event["event"], event["error"], event["shop"]) == ("build_failed", "ConfigError", str(tmp_path / "a"))


def test_an_output_for_two_shops_is_refused(tmp_path: Path, capsys: Capture) -> None:
    code, _, err = run(capsys, "build", "a", "b", "--output", tmp_path)
    assert (code, err) == (2, f'error: --output: expected one shop folder beside it, got 2: "{tmp_path}"\n')


def test_preview_without_a_site_says_how_to_make_it(tmp_path: Path, capsys: Capture) -> None:
    run(capsys, "init", tmp_path / "a")
    code, _, err = run(capsys, "preview", tmp_path / "a")
    assert (code, err.endswith(f"`storeloom build {tmp_path / 'a'}` makes it\n")) == (2, True)


def test_a_hint_can_be_pasted(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "my shop"
    _, _, missing = run(capsys, "build", folder)
    folder.mkdir()
    _, _, empty = run(capsys, "build", folder)
    run(capsys, "init", folder)
    _, _, unbuilt = run(capsys, "preview", folder)
    assert f"`storeloom init '{folder}'` makes one" in missing
    assert f"`storeloom init '{folder}'` writes one" in empty
    assert f"`storeloom build '{folder}'` makes it" in unbuilt


def test_several_failures_are_one_code_when_they_have_one_reason() -> None:
    assert [together(codes) for codes in ([], [0, 0], [0, 2], [3, 3], [2, 3])] == [0, 0, 2, 3, 1]


def test_the_command_runs_in_a_folder_with_modules_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise SystemExit(9)")
    (tmp_path / "shop.toml").write_text('[shop]\nname = "A"\nbase_url = "https://a.example"\n')
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "engine", "config", "show"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[0], done.stderr) == (0, 'shop.name = "A"  # shop.toml', "")


@pytest.mark.parametrize("command", [["init"], ["demo", "--no-build", "--products", "1"]])
@pytest.mark.parametrize("place", ["file", "file/x", "/proc/x"])
def test_a_place_that_takes_no_shop_is_told(command: list[str], place: str, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").touch()
    code, out, err = run(capsys, *command, tmp_path / place)
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {tmp_path / place}: expected a folder that can be written, got ")


def test_a_catalog_that_cannot_be_written_is_told(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "catalog/brands.jsonl").mkdir(parents=True)
    code, _, err = run(capsys, "demo", tmp_path, "--no-build", "--products", 1)
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith(f"error: {tmp_path}: expected a folder that can be written, got {tmp_path}/catalog")


def test_a_report_needs_the_name_of_a_file(tmp_path: Path, capsys: Capture) -> None:
    found = [run(capsys, command, tmp_path, "--report", "-") for command in ("build", "check")]
    assert found == [(2, "", "error: expected the name of a file, got -; /dev/stdout is standard output\n")] * 2


def test_a_service_manager_ends_a_command_as_ctrl_c_does(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text('[shop]\nname = "A"\nbase_url = "https://a.example"\n')
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("home")
    command = [sys.executable, "-m", "engine", "preview", str(tmp_path), "--port", "0"]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.terminate()
        assert (process.wait(timeout=20), process.stderr.read()) == (143, "terminated; what stood before stands\n")
