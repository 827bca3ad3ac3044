# What a BEAM makes of the recorded closures: `record-closures` runs this for each release.
# A line of the result: name, tab, hex of {outcome, printed}. What differs from run to run is replaced by a word.
Code.require_file("closure_outcome.exs", __DIR__)

[golden, out] = System.argv()

lines =
  for line <- golden |> File.read!() |> :zlib.gunzip() |> String.split("\n", trim: true) do
    [_, name] = Regex.run(~r/"name": *"([^"]*)"/, line)
    [_, hex] = Regex.run(~r/"hex": *"([^"]*)"/, line)
    fun = hex |> Base.decode16!(case: :lower) |> :erlang.binary_to_term()
    "#{name}\t#{ClosureOutcome.outcome(fun) |> :erlang.term_to_binary() |> Base.encode16(case: :lower)}\n"
  end

File.write!(out, lines)
