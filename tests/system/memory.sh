# Memory that is not there: one sentence, and each of the settings that it offers does fit. --recompute changes nothing else.
source "$(dirname "$0")/common.sh"

"$GREN" phantom --out archive --images 64 --patients 16 --size 128 >/dev/null
"$GREN" prepare --archive archive --lung-masks archive/masks --out set --size 128 >/dev/null 2>&1
small=(--data set --depth 18 --head-width 16 --threads 1 --max-steps 2 --agree-every 0)

"$GREN" train "${small[@]}" --run one --batch-per-rank 1 2>one.txt
grep -qE '^memory: .* at most in the first step: .* of 1 images and the layer under way, .* up to --batch-per-rank [0-9]+ fits, [0-9]+ with --recompute$' one.txt ||
    fail "no report of memory: $(cat one.txt)"

# Parameters, gradients and momentum are 134 MB of it.
limited() { GREN_MEMORY_LIMIT=400000000 LD_PRELOAD=$LIMIT "$GREN" train "${small[@]}" "$@"; }

refused 1 "out of memory in step 0 \(you tried to allocate [0-9]+ bytes.*\): --batch-per-rank 64 needs about .* a rank, .* may be had; what would fit: " \
    limited --run tight --batch-per-rank 64
[ ! -e tight ] || fail "a start without memory left its folder: $(ls tight)"
offers=$(sed -n 's/.*what would fit: //p' err.txt)
[ "$(tr ';' '\n' <<<"$offers" | wc -l)" -eq 3 ] || fail "expected three settings, found: $offers"
number=0
tr ';' '\n' <<<"$offers" | while read -r offer; do
    offer=${offer#or }
    number=$((number + 1))
    read -ra words <<<"${offer%%,*}"
    [[ $offer == *--batch-per-rank* ]] || words+=(--batch-per-rank 64)
    limited --run "fits$number" "${words[@]}" 2>fits.txt || fail "'$offer' does not fit: $(cat fits.txt)"
    echo "ok: fits: $offer"
done

"$GREN" train "${small[@]}" --run plain --batch-per-rank 4 2>plain.txt
grep -qE '^memory: .* of 4 images \(.* each\), .* of the layer under way whatever the batch, .* fits' plain.txt ||
    fail "no report of memory by the image: $(cat plain.txt)"
"$GREN" train "${small[@]}" --run again --batch-per-rank 4 --recompute 2>/dev/null
cmp plain/model.safetensors again/model.safetensors || fail "--recompute changes the weights"
