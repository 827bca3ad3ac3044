# Runs the sources of a file, functions with a zero byte between them, and prints a line: hex of the function, tab, hex of its outcome.
Code.require_file("closure_outcome.exs", __DIR__)
Logger.configure(level: :none)
hex = fn term -> term |> :erlang.term_to_binary() |> Base.encode16(case: :lower) end
[file] = System.argv()

sources = file |> File.read!() |> String.split(<<0>>, trim: true)

for source <- sources do
  try do
    {fun, _} = Code.eval_string(source)
    IO.puts([hex.(fun), "\t", hex.(ClosureOutcome.outcome(fun))])
  rescue
    e in [ArgumentError, CompileError] -> IO.puts(["no function: ", inspect(Exception.message(e))])
  end
end
