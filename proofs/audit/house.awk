# The order of the house: lines of at most 80 characters, files of at most 300 lines, proofs of at most 40,
# and no facts/ or definitions/ that import what stands above them. Run by `make -C proofs house`.
function wrong(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; bad = 1 }
FNR == 1 { start = 0 }
length > 80 { wrong("a line of more than 80 characters") }
FNR == 301 { wrong("a file of more than 300 lines") }
/^Proof\./ { start = FNR }
/(Qed|Defined)\.$/ && start {
  if (FNR - start > 40) wrong("a proof of more than 40 lines, from line " start)
  start = 0
}
/Require/ && FILENAME ~ /^facts\// && /LotteryVerify\.(results|witnesses)/ { wrong("facts/ imports results/") }
/Require/ && FILENAME ~ /^definitions\// && /LotteryVerify\.(facts|results|witnesses)/ {
  wrong("definitions/ imports what stands above it")
}
/Require/ && FILENAME ~ /^results\// && /LotteryVerify\.witnesses/ { wrong("results/ imports witnesses/") }
END { exit bad }
