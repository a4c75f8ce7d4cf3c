"""Expressions made to exhaust memory, time or stack."""

from __future__ import annotations

from typing import Final

RECURSIVE: Final = "($f := function($a, $n) {{ $n = 0 ? $a : $f({step}, $n - 1) }}; $f({start}, {times}))"
CONSTANT: Final = "$map([1..10000], function($n) {{ {each} }})"

PADDED: Final = CONSTANT.format(each="$pad('', 100000)")
DOUBLED: Final = RECURSIVE.format(step="{'a': $a, 'b': $a}", start="1", times=60)
DOUBLED_LIST: Final = RECURSIVE.format(step="[[$a], [$a]]", start="1", times=60)

HOSTILE: Final = {
    "a text doubled again and again": RECURSIVE.format(step="$a & $a", start="'x'", times=60),
    "a list doubled again and again": RECURSIVE.format(step="$append($a, $a)", start="[1]", times=60),
    "an object doubled again and again": DOUBLED,
    "the text of a doubled object": f"$string({DOUBLED})",
    "descendants of a doubled object": f"{DOUBLED}.**",
    "doubled lists compared": f"{DOUBLED_LIST} = {DOUBLED_LIST}",
    "doubled without a function": "($a0 := [[1], [1]]; "
    + "; ".join(f"$a{n + 1} := [[$a{n}], [$a{n}]]" for n in range(50))
    + "; $b0 := [[1], [1]]; "
    + "; ".join(f"$b{n + 1} := [[$b{n}], [$b{n}]]" for n in range(50))
    + "; $a50 = $b50)",
    "reduced to doubled lists": "($a := $reduce([1..60], function($l, $r) { [[$l], [$l]] }); "
    "$b := $reduce([1..60], function($l, $r) { [[$l], [$l]] }); $a = $b)",
    "joined again and again": RECURSIVE.format(step="[$join($a), $join($a)]", start="['xxxxxxxxxx']", times=60),
    "escaped again and again": RECURSIVE.format(step="$string([$a])", start="'\"'", times=60),
    "encoded again and again": RECURSIVE.format(step="$base64encode($a)", start="'x'", times=200),
    "replaced by more": RECURSIVE.format(step="$replace($a, 'x', 'xxxxxxxxxx')", start="'x'", times=60),
    "a huge range": "[1..1000000000]",
    "a huge $range": "$range(1, 1000000000)",
    "ranges in ranges": "$count([1..10000].[1..10000].[1..10000])",
    "ranges in $map": f"$count({CONSTANT.format(each='[1..10000]')})",
    "$range in $map": f"$count({CONSTANT.format(each='$range(1, 10000)')})",
    "partitions in $map": CONSTANT.format(each="$partition([1..10000], 1)"),
    "hundreds of ranges": "[" + ", ".join(f"$sum([{n}..10000])" for n in range(800)) + "].$pad('', 1000000)",
    "a huge $pad": "$pad('', 1000000000)",
    "$pad in $map": CONSTANT.format(each="$pad('', 1000000)"),
    "$pad on a path": "$count([1..10000].$pad('', 1000000))",
    "$pad in objects": "[1..10000].{'a': $pad('', 1000000) & $string($)}",
    "$pad for each member": "$each([1..10000]{$string($): $}, function($v, $k) { $pad('', 1000000) })",
    "$pad in recursion": RECURSIVE.format(step="$append($a, $pad('', 1000000))", start="[]", times=400),
    "hundreds of padded variables": "(" + "; ".join(f"$a{n} := $pad('', 1000000)" for n in range(800)) + "; $a0)",
    "padded texts joined": f"$join({PADDED})",
    "padded texts in upper case": CONSTANT.format(each="$uppercase($pad('', 1000000))"),
    "padded texts hashed": CONSTANT.format(each="$hash($pad('', 1000000), 'SHA-512')"),
    "padded texts split": CONSTANT.format(each="$split($pad('', 9000, 'x'), '')"),
    "every character replaced by more": "$replace($pad('', 1000000, 'x'), /x/, function($m) { $pad('', 1000000) })",
    "every character matched": "$match($pad('', 1000000, 'x'), /x/)",
    "a regular expression of its own powers": "$match($pad('', 5000, 'a') & '!', /(a+)+$/)",
    "a regular expression that backtracks in $replace": "$replace($pad('', 60, 'a') & '!', /(a|aa)+$/, 'x')",
    "a regular expression that backtracks in $split": "$split($pad('', 60, 'a') & '!', /(a|a?)+$/)",
    "a regular expression that backtracks in $contains": "$contains($pad('', 60, 'a'), /^(([a-z])+.)+[A-Z]([a-z])+$/)",
    "a regular expression that refers back": "$match($pad('', 60, 'a') & '!', /(a*)*\\1b/)",
    "a regular expression that counts": "$match($pad('', 1000, 'a'), /(a?){1000}(a){1000}b/)",
    "a regular expression on a long text": "$match($pad('', 1000000, 'a'), /a*a*a*a*a*b/)",
    "a function that calls itself": "($f := function() { $f() }; $f())",
    "a function that calls itself for a value": "($f := function() { 1 + $f() }; $f())",
    "functions that call each other": "($f := function() { $g() }; $g := function() { $f() }; $f())",
    "a function given to itself": "function($f) { $f($f) }(function($f) { $f($f) })",
    "calls that multiply": "($f := function($n) { $n < 2 ? $n : $f($n - 1) + $f($n - 2) }; $f(80))",
    "a function around a function": RECURSIVE.format(step="function() { $a }", start="1", times=1_000_000),
    "all pairs compared": "$distinct([1..10000].{'a': {'b': {'c': $}}})",
    "three nested loops": "[1..2000].($x := $; [1..2000].($y := $; [1..2000].($x + $y + $)))",
    "a picture of a million digits": "$formatInteger(1, $pad('', 1000000, '0')) & $formatInteger(1e15, 'I')",
    "a text nested without end": "$parse($pad('', 100000, '['))",
}
"""Each fails; `NESTED` are texts that exhaust whoever reads them."""

NESTED: Final = {
    "lists": "[" * 5_000 + "1" + "]" * 5_000,
    "brackets": "(" * 5_000 + "1" + ")" * 5_000,
    "functions": "function() {" * 1_500 + "1" + "}" * 1_500,
    "choices": "true ? " * 2_800 + "1",
    "signs": "-" * 19_000 + "1",
    "calls": "$not(" * 3_000 + "1" + ")" * 3_000,
    "texts": "'a'" + " & 'a'" * 3_000,
    "paths": "$x" + ".a" * 9_900,
    "length": "'" + "a" * 200_000 + "'",
}
