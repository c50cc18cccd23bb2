# The commands of docs/tutorial.md, as they stand there, one after the other in an empty folder.
repository=$(cd "$(dirname "$0")/../.." && pwd)
source "$(dirname "$0")/common.sh"
sed -n '/^```sh$/,/^```$/{/^```/!p}' "$repository/docs/tutorial.md" >commands.sh
[ "$(wc -l <commands.sh)" -gt 20 ] || fail "docs/tutorial.md: found $(wc -l <commands.sh) lines of commands"
export PATH=$(dirname "$GREN"):$PATH GREN
launch=$repository/launch bash -euxo pipefail commands.sh >said 2>&1 || fail "docs/tutorial.md: $(tail -5 said)"
for made in sheet.png runs/gren/metrics.csv runs/gren/overlays found/scores.csv report/report.html; do
    [ -e "$made" ] || fail "docs/tutorial.md: its commands left no $made"
done
