# gren report in headless Chromium: at 1300 pixels no table scrolls, at 400 the page does not, and the gallery's
# form shows what the page's address asks for.
here=$(cd "$(dirname "$0")" && pwd)
source "$here/common.sh"

# asked PAGE WIDTH QUESTION: what JavaScript answers of the `page`, a document, in a frame of so many pixels, of a
# reader who prefers the dark.
asked() {
    cat >asking.html <<PAGE
<!DOCTYPE html><iframe style="border: 0; width: $2px; height: 900px"></iframe><pre id="answer"></pre><script>
const frame = document.querySelector("iframe");
frame.onload = () => {
    const page = frame.contentDocument;
    document.getElementById("answer").textContent = $3;
};
frame.src = "$1";
</script>
PAGE
    timeout 60 "$CHROMIUM" --headless --no-sandbox --disable-gpu --allow-file-access-from-files --user-data-dir="$work/browser" \
        --blink-settings=preferredColorScheme=0 --dump-dom --window-size=1600,1000 "file://$work/asking.html" 2>browser.txt >answer.txt
    grep -q '<pre id="answer">.' answer.txt || fail "no answer of $1 to $3: $(cat answer.txt browser.txt)"
    sed -n 's/.*<pre id="answer">\([^<]*\)<.*/\1/p' answer.txt
}
expect() {
    local found
    found=$(asked "$2" "$3" "$4")
    [ "$found" = "$1" ] || fail "$2 at $3 pixels: $4 is $found, expected $1"
}

python3 "$here/make_runs.py" study
"$GREN" report study --out page >/dev/null
sideways='page.documentElement.scrollWidth - page.documentElement.clientWidth'
scrolling='[...page.querySelectorAll(".scroll")].filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.parentElement.id) + " scroll"'
expect 400 page/report.html 400 'frame.contentWindow.innerWidth'
expect 0 page/report.html 400 "$sideways"
expect 0 page/report.html 1300 "$sideways"
expect ' scroll' page/report.html 1300 "$scrolling"
expect 'true, rgb(255, 255, 255)' page/report.html 1300 \
    'matchMedia("(prefers-color-scheme: dark)").matches + ", " + getComputedStyle(page.body).backgroundColor'

# A gallery: pictures of a run whose regions find the boxes of one disease and miss all others.
"$GREN" phantom --out archive --images 96 --patients 32 --size 64 --annotated 0.8
"$GREN" prepare --archive archive --lung-masks archive/masks --out shards --size 32 >/dev/null
"$GREN" split --data shards --participation 0.5_0.8 --fold 0 >/dev/null
"$GREN" train --data shards --split shards/splits/0.5_0.8_0.json --run runs/gren --depth 18 --width 8 --grid 8 \
    --head-width 8 --max-steps 1 --threads 1 >/dev/null
"$GREN" evaluate --data shards --run runs/gren --overlays 0 --bootstrap 10 >/dev/null
awk -F, -v OFS=, 'NR == 2 { disease = $3 } NR > 1 { $10 = $3 == disease ? 0.75 : 0.25 } 1' runs/gren/boxes.csv >boxes.csv
mv boxes.csv runs/gren/
disease=$(sed -n 2p runs/gren/boxes.csv | cut -d, -f3)
file=$(sed -n 3p runs/gren/boxes.csv | cut -d, -f1)
all=$(sed 1d runs/gren/boxes.csv | wc -l)
of_disease=$(sed 1d runs/gren/boxes.csv | cut -d, -f3 | grep -c "^$disease\$")
of_file=$(sed 1d runs/gren/boxes.csv | grep -c "^$file,")
if [ "$of_disease" -eq "$all" ] || [ "$of_file" -eq "$all" ]; then fail "no boxes to choose from: $(cat runs/gren/boxes.csv)"; fi
"$GREN" report runs --data shards --out pictures >/dev/null

visible='[...page.querySelectorAll(".case")].filter((one) => one.getClientRects().length)'
boxes="new Set($visible.map((one) => one.dataset.disease + one.dataset.words)).size"
while read -r fragment expected; do
    expect "$expected" "pictures/report.html$fragment" 1300 "$boxes"
done <<END
# $all
#section_gallery $all
#disease=$disease $of_disease
#found=yes $of_disease
#found=no $((all - of_disease))
#disease=$disease&found=no 0
#words=${file%.png} $of_file
#words=${file^^} $of_file
END
cases=$(grep -c '<figure class="case"' pictures/report.html)
shown=$(asked "pictures/report.html#disease=$disease" 1300 "$visible.length")
expect "$shown of $cases shown" "pictures/report.html#disease=$disease" 1300 'page.querySelector("output").textContent'
# What a reader chooses is shown at once, and the address leads there again.
choose="(page.querySelector(\"select\").value = \"$disease\", page.querySelector(\"select\").dispatchEvent(new Event(\"input\", {bubbles: true}))"
expect "$of_disease" pictures/report.html 1300 "$choose, $boxes)"
expect "#disease=$disease" pictures/report.html 1300 "$choose, frame.contentWindow.location.hash)"
expect 0 "pictures/report.html#section_gallery" 400 "$sideways"
"$GREN" report runs --data shards --out few --gallery 1 >/dev/null
[ "$(grep -c 'class="case" id="other_' few/report.html)" -eq 1 ] || fail "--gallery 1 shows other than one other box"
grep -q "1 of the $(grep -c 'class="case" id="other_' pictures/report.html) other boxes tested" few/report.html || fail "the page does not say that it shows one"
# Without scripts there is no form, and all cases are there.
grep -q '<form id="filter" role="search" hidden>' pictures/report.html || fail "the form is there without scripts"
grep -q '<figure class="case"[^>]* hidden' pictures/report.html && fail "cases are hidden without scripts"
echo "report_in_browser ok"
