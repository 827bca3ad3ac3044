// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Exposure;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Processes;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.eval.library.Library;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Modules of Erlang that others load: what of them can be called, what is refused, what errors tell. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LoadedModulesTest {
    private static final Atom COUNTING = Atom.of("counting");
    private static final Term LINE = Int.of(7);

    private final Exposure door = new Exposure(Atom.of("nonode@nohost"));

    LoadedModulesTest() {
        new Entrance(door, Library.SHARED).open();
    }

    // ---- forms ----------------------------------------------------------------------------------------------------

    private static Tuple form(String kind, Term... parts) {
        Term[] all = new Term[parts.length + 2];
        all[0] = Atom.of(kind);
        all[1] = LINE;
        System.arraycopy(parts, 0, all, 2, parts.length);
        return Tuple.of(all);
    }

    private static Tuple variable(String name) {
        return form("var", Atom.of(name));
    }

    private static Tuple local(String function, Term... arguments) {
        return form("call", form("atom", Atom.of(function)), ListTerm.of(arguments));
    }

    private static Tuple plus(Term a, Term b) {
        return form("op", Atom.of("+"), a, b);
    }

    private static Tuple function(String name, ListTerm heads, Term... body) {
        Tuple clause = form("clause", heads, ListTerm.EMPTY, ListTerm.of(body));
        return form("function", Atom.of(name), Int.of(heads.size()), ListTerm.of(clause));
    }

    private static Tuple attribute(String name, Term value) {
        return form("attribute", Atom.of(name), value);
    }

    private static Tuple exported(String... names) {
        return attribute(
                "export",
                ListTerm.of(Arrays.stream(names)
                        .map(name -> Tuple.of(Atom.of(name), Int.of(1)))
                        .toList()));
    }

    /** An object file with {@code forms} and a chunk before them. */
    private static Bits file(Term... forms) {
        byte[] information = TermWriter.encode(Tuple.of(
                Atom.of("debug_info_v1"), Atom.of("erl_abstract_code"), Tuple.of(ListTerm.of(forms), ListTerm.EMPTY)));
        ByteBuffer bytes = ByteBuffer.allocate(64 + information.length);
        bytes.put("FOR1".getBytes(StandardCharsets.ISO_8859_1)).putInt(0);
        bytes.put("BEAMAtU8".getBytes(StandardCharsets.ISO_8859_1)).putInt(5).put(new byte[8]);
        bytes.put("Dbgi".getBytes(StandardCharsets.ISO_8859_1)).putInt(information.length);
        bytes.put(information);
        return Bits.of(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private Term load(Atom module, Term file) throws Exception {
        return call("code", "load_binary", module, ListTerm.charlist("counting.beam"), file);
    }

    private Term call(String module, String function, Term... arguments) throws Exception {
        Mfa call = new Mfa(Atom.of(module), Atom.of(function), ListTerm.of(arguments));
        return Processes.run(() -> switch (door.resolve(call)) {
            case Resolved.Call found -> found.invoke();
            case Resolved.Refused refused -> refused.reason();
        });
    }

    private Term loadedCounting(Term... more) throws Exception {
        Term[] forms = new Term[more.length + 3];
        forms[0] = attribute("file", Tuple.of(ListTerm.charlist("counting.erl"), Int.of(1)));
        forms[1] = attribute("module", COUNTING);
        forms[2] = exported("twice", "down", "make", "sum", "fail");
        System.arraycopy(more, 0, forms, 3, more.length);
        return load(COUNTING, file(forms));
    }

    private static final Tuple TWICE =
            function("twice", ListTerm.of(variable("N")), plus(local("same", variable("N")), variable("N")));
    private static final Tuple SAME = function("same", ListTerm.of(variable("N")), variable("N"));

    // ---- tests ----------------------------------------------------------------------------------------------------

    @Test
    void exported_functions_are_called_by_name_and_call_the_others() throws Exception {
        assertThat(loadedCounting(TWICE, SAME)).isEqualTo(Tuple.of(Atom.of("module"), COUNTING));
        assertThat(call("counting", "twice", Int.of(21))).isEqualTo(Int.of(42));
        assertThat(call("counting", "same", Int.of(1)))
                .as("not exported")
                .isEqualTo(Tuple.of(
                        Atom.of("undef"),
                        ListTerm.of(Tuple.of(COUNTING, Atom.of("same"), ListTerm.of(Int.of(1)), ListTerm.EMPTY))));
        assertThat(call("code", "is_loaded", COUNTING))
                .isEqualTo(Tuple.of(Atom.of("file"), ListTerm.charlist("counting.beam")));
    }

    @Test
    void imported_functions_are_called_where_they_are_but_for_those_that_the_module_has_itself() throws Exception {
        Tuple imports = attribute(
                "import",
                Tuple.of(
                        Atom.of("lists"),
                        ListTerm.of(Tuple.of(Atom.of("seq"), Int.of(2)), Tuple.of(Atom.of("same"), Int.of(1)))));
        loadedCounting(
                imports,
                attribute("import", Atom.of("maps")),
                function("down", ListTerm.of(variable("N")), local("seq", form("integer", Int.of(1)), variable("N"))),
                TWICE,
                SAME);
        assertThat(call("counting", "down", Int.of(2))).isEqualTo(ListTerm.of(Int.of(1), Int.of(2)));
        assertThat(call("counting", "twice", Int.of(21))).isEqualTo(Int.of(42));
    }

    @Test
    void a_loop_of_local_calls_needs_no_stack() throws Exception {
        Tuple end = form(
                "clause", ListTerm.of(form("integer", Int.of(0))), ListTerm.EMPTY, ListTerm.of(form("atom", Atom.OK)));
        Tuple next = form(
                "clause",
                ListTerm.of(variable("N")),
                ListTerm.EMPTY,
                ListTerm.of(local("down", form("op", Atom.of("-"), variable("N"), form("integer", Int.of(1))))));
        loadedCounting(form("function", Atom.of("down"), Int.of(1), ListTerm.of(end, next)));
        assertThat(call("counting", "down", Int.of(300_000))).isEqualTo(Atom.OK);
    }

    @Test
    void a_function_made_in_it_calls_what_the_module_does_not_export() throws Exception {
        Tuple inner = form("clause", ListTerm.EMPTY, ListTerm.EMPTY, ListTerm.of(local("same", variable("N"))));
        Tuple made = form("fun", Tuple.of(Atom.of("clauses"), ListTerm.of(inner)));
        loadedCounting(function("make", ListTerm.of(variable("N")), made), SAME);
        Term fun = call("counting", "make", Int.of(5));
        assertThat(call("erlang", "apply", fun, ListTerm.EMPTY)).isEqualTo(Int.of(5));
    }

    @Test
    void an_error_tells_the_functions_that_it_came_through_with_file_and_line() throws Exception {
        Tuple fails = function("fail", ListTerm.of(variable("N")), local("bad", variable("N")), form("atom", Atom.OK));
        Tuple bad = function(
                "bad",
                ListTerm.of(variable("N")),
                form(
                        "call",
                        form("remote", form("atom", Atom.of("erlang")), form("atom", Atom.of("error"))),
                        ListTerm.of(variable("N"), form("cons", variable("N"), form("nil")))));
        loadedCounting(fails, bad);
        assertThatThrownBy(() -> call("counting", "fail", Atom.of("sad")))
                .isInstanceOfSatisfying(RaisedException.class, raised -> {
                    assertThat(raised.term()).isEqualTo(Atom.of("sad"));
                    assertThat(raised.stack())
                            .hasToString("[{:counting, :bad, [:sad], [file: ~c\"counting.erl\", line: 7]},"
                                    + " {:counting, :fail, 1, [file: ~c\"counting.erl\", line: 7]}]");
                });
    }

    @Test
    void a_process_that_hibernates_goes_on_when_a_message_comes_and_finds_it() throws Exception {
        Tuple some = form(
                "clause",
                ListTerm.of(variable("M")),
                ListTerm.EMPTY,
                ListTerm.of(form("op", Atom.of("!"), variable("Owner"), variable("M"))));
        Tuple none = form("op", Atom.of("!"), variable("Owner"), form("atom", Atom.of("empty")));
        Tuple look = form("receive", ListTerm.of(some), form("integer", Int.of(0)), ListTerm.of(none));
        loadedCounting(function("sum", ListTerm.of(variable("Owner")), look));
        Term found = Processes.run(() -> {
            Mfa hibernates = new Mfa(
                    Atom.of("erlang"),
                    Atom.of("hibernate"),
                    ListTerm.of(COUNTING, Atom.of("sum"), ListTerm.of(Kernel.self())));
            Pid asleep = Kernel.spawn(() -> ((Resolved.Call) door.resolve(hibernates)).invoke());
            Kernel.send(asleep, Atom.of("hello"));
            return Kernel.receive(Term.class);
        });
        assertThat(found).isEqualTo(Atom.of("hello"));
    }

    @Test
    void no_clause_that_fits_is_told_with_the_arguments() throws Exception {
        loadedCounting(function("sum", ListTerm.of(form("atom", Atom.of("nothing"))), form("atom", Atom.OK)));
        assertThatThrownBy(() -> call("counting", "sum", Int.of(3)))
                .isInstanceOfSatisfying(RaisedException.class, raised -> {
                    assertThat(raised.term()).isEqualTo(Atom.of("function_clause"));
                    assertThat(((Tuple) raised.stack().get(0)).get(2)).isEqualTo(ListTerm.of(Int.of(3)));
                });
    }

    @Test
    void a_module_that_is_loaded_again_is_replaced_and_one_that_is_deleted_is_gone() throws Exception {
        loadedCounting(TWICE, SAME);
        loadedCounting(function("twice", ListTerm.of(variable("_N")), form("atom", Atom.of("newer"))));
        assertThat(call("counting", "twice", Int.of(1))).isEqualTo(Atom.of("newer"));
        assertThat(call("code", "delete", COUNTING)).isEqualTo(Atom.TRUE);
        assertThat(call("code", "is_loaded", COUNTING)).isEqualTo(Atom.FALSE);
        assertThat(((Tuple) call("counting", "twice", Int.of(1))).get(0)).isEqualTo(Atom.of("undef"));
    }

    @Test
    void what_the_node_has_itself_is_not_replaced() throws Exception {
        Tuple sticky = Tuple.of(Atom.ERROR, Atom.of("sticky_directory"));
        for (String taken : new String[] {"lists", "erlang", "code", "erl_eval"}) {
            assertThat(load(Atom.of(taken), file(attribute("module", Atom.of(taken)))))
                    .as(taken)
                    .isEqualTo(sticky);
        }
    }

    @Test
    void bytes_that_are_no_module_with_forms_are_refused() throws Exception {
        Tuple badfile = Tuple.of(Atom.ERROR, Atom.of("badfile"));
        byte[] whole = file(attribute("module", COUNTING)).toByteArray();
        assertThat(load(COUNTING, Bits.of(whole))).isEqualTo(Tuple.of(Atom.of("module"), COUNTING));
        for (int length = 0; length < whole.length; length += 7) {
            assertThat(load(COUNTING, Bits.of(Arrays.copyOf(whole, length))))
                    .as(length + " bytes of " + whole.length)
                    .isEqualTo(badfile);
        }
        assertThat(load(Atom.of("other"), Bits.of(whole))).as("another name").isEqualTo(badfile);
        assertThat(load(
                        COUNTING,
                        file(
                                attribute("module", COUNTING),
                                function("sum", ListTerm.EMPTY, form("record", Atom.of("letter"), ListTerm.EMPTY)))))
                .as("a record")
                .isEqualTo(badfile);
        Term deep = form("nil");
        for (int i = 0; i < 2_000; i++) {
            deep = form("cons", deep, form("nil"));
        }
        assertThat(load(COUNTING, file(attribute("module", COUNTING), function("sum", ListTerm.EMPTY, deep))))
                .as("too deep")
                .isEqualTo(badfile);
    }
}
