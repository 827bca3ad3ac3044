// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.WireName;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExposureTest {
    private static final Atom APPLY = Atom.of("apply");
    private static final Atom ERLANG = Atom.of("erlang");

    private final Exposure exposure = new Exposure(Atom.of("kate@localhost"));

    /** What a careful author would write. */
    static final class Chat {
        private Chat() {}

        public static String receiveMessage(String message) {
            return "got " + message;
        }

        public static String receiveMessage(String message, int times) {
            return message.repeat(times);
        }

        public static void nothing() {}

        public static int total(List<Long> numbers) {
            return (int) numbers.stream().mapToLong(n -> n).sum();
        }

        @WireName("alive?")
        public static boolean isAlive() {
            return true;
        }

        public static Object thread() {
            return Thread.currentThread();
        }

        public static void fail() throws java.io.IOException {
            throw new java.io.IOException("disk on fire");
        }

        public static String first(String... words) {
            return words[0];
        }

        @Hidden
        public static void secret() {}

        public static void main(String[] arguments) {}

        public static void main() {}

        static void forThePackage() {}

        private static void forItself() {}

        public void ofAnObject() {}
    }

    static final class Ambiguous {
        private Ambiguous() {}

        public static void send(String message) {}

        public static void send(long message) {}
    }

    static final class Other {
        private Other() {}

        @ErlangModule("Elixir.Chat")
        static final class Impostor {
            private Impostor() {}

            public static String receiveMessage(String message) {
                return "stolen " + message;
            }
        }
    }

    @Test
    void nothing_is_exposed_to_begin_with() {
        assertThat(call("Elixir.Chat", "receive_message", "hi"))
                .isEqualTo(undef("Elixir.Chat", "receive_message", "hi"));
    }

    @Test
    void a_public_static_method_is_called_with_mapped_arguments_and_answers_a_term() {
        exposure.expose(Chat.class);
        assertThat(call("Elixir.Chat", "receive_message", "hi")).isEqualTo(Bits.of("got hi"));
        assertThat(call("Elixir.Chat", "receive_message", "hi", 2)).isEqualTo(Bits.of("hihi"));
        assertThat(call("Elixir.Chat", "nothing")).isEqualTo(Atom.OK);
        assertThat(call("Elixir.Chat", "alive?")).isEqualTo(Atom.TRUE);
    }

    @Test
    void parameters_keep_the_types_of_their_elements() {
        exposure.expose(Chat.class);
        assertThat(call("Elixir.Chat", "total", ListTerm.of(Int.of(1), Int.of(2))))
                .isEqualTo(Int.of(3));
    }

    @ParameterizedTest
    @CsvSource({
        "Elixir.Chat,secret,0",
        "Elixir.Chat,main,1",
        "Elixir.Chat,main,0",
        "Elixir.Chat,for_the_package,0",
        "Elixir.Chat,for_itself,0",
        "Elixir.Chat,of_an_object,0",
        "Elixir.Chat,receiveMessage,1",
        "Elixir.Chat,is_alive,0",
        "Elixir.Chat,wait,0",
        "Elixir.Chat,get_class,0",
        "Elixir.Chat,receive_message,3",
        "java.lang.Runtime,get_runtime,0",
        "java.lang.Runtime,getRuntime,0",
        "java/lang/Runtime,getRuntime,0",
        "Elixir.Runtime,get_runtime,0",
        "Elixir.System,exit,1",
        "java.lang.System,exit,1",
        "io.tiebeam.ExposureTest$Chat,receive_message,1",
        "Elixir.Exposure,expose,1",
        "os,cmd,1",
        "erlang,halt,0",
        "erlang,apply,1",
        "erlang,apply,4",
        "Elixir.Code,eval_string,1",
        "Elixir.Tiebeam.Shell,eval,1",
        "'',main,0"
    })
    void what_is_not_exposed_is_undefined_as_on_a_beam(String module, String function, int arity) {
        exposure.expose(Chat.class);
        Object[] arguments = java.util.Collections.nCopies(arity, "x").toArray();
        assertThat(call(module, function, arguments)).isEqualTo(undef(module, function, arguments));
    }

    @Test
    void an_argument_that_does_not_fit_is_the_callers_fault_and_says_which_and_why() {
        exposure.expose(Chat.class);
        assertThatThrownBy(() -> invoke("Elixir.Chat", "receive_message", 42))
                .isInstanceOf(TermException.class)
                .hasMessageStartingWith("io.tiebeam.ExposureTest$Chat.receiveMessage/1: argument 1: ")
                .satisfies(e -> assertThat(e.getStackTrace()[0].getMethodName()).isEqualTo("receiveMessage"));
    }

    @Test
    void a_result_without_a_term_says_so() {
        exposure.expose(Chat.class);
        assertThatThrownBy(() -> invoke("Elixir.Chat", "thread"))
                .isInstanceOf(TermException.class)
                .hasMessageStartingWith("the result of io.tiebeam.ExposureTest$Chat.thread/0: ");
    }

    @Test
    void what_the_method_throws_comes_out_as_it_is() {
        exposure.expose(Chat.class);
        assertThatThrownBy(() -> invoke("Elixir.Chat", "fail"))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("disk on fire");
    }

    @Test
    void two_methods_of_one_name_and_arity_fail_with_both_signatures() {
        assertThatThrownBy(() -> exposure.expose(Ambiguous.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("send/1")
                .hasMessageContaining("void send(String)")
                .hasMessageContaining("void send(long)");
        assertThat(call("Elixir.Ambiguous", "send", 1)).isEqualTo(undef("Elixir.Ambiguous", "send", 1));
    }

    @Test
    void two_classes_of_one_name_fail_with_both_names() {
        exposure.expose(Chat.class);
        exposure.expose(Chat.class);
        assertThatThrownBy(() -> exposure.expose(Other.Impostor.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two classes are called Chat")
                .hasMessageContaining("ExposureTest$Chat")
                .hasMessageContaining("Other$Impostor");
        assertThat(call("Elixir.Chat", "receive_message", "hi")).isEqualTo(Bits.of("got hi"));
    }

    @Test
    void a_class_typed_anew_takes_the_place_of_the_old() {
        exposure.expose(Chat.class);
        exposure.replace(Other.Impostor.class);
        assertThat(call("Elixir.Chat", "receive_message", "hi")).isEqualTo(Bits.of("stolen hi"));
        assertThat(call("Elixir.Chat", "nothing")).isEqualTo(undef("Elixir.Chat", "nothing"));
    }

    @Test
    void the_explanation_lists_what_there_is() {
        exposure.expose(Other.Impostor.class);
        assertThat(refused("Elixir.Chat", "receive_message", 1, 2).explanation())
                .isEqualTo("""
                        Chat.receive_message/2 is not exposed on kate@localhost (undef)
                           exposed in io.tiebeam.ExposureTest$Other$Impostor: receive_message/1
                           → check the name and the number of arguments, or add the method as public static""");
        assertThat(refused("Elixir.Nobody", "x").explanation()).isEqualTo("""
                        Nobody.x/0 is not exposed on kate@localhost (undef)
                           exposed modules: Chat
                           → add the class to Application.modules(), or call Node.expose with it""");
    }

    @Test
    void the_explanation_knows_a_method_that_is_not_public() {
        exposure.expose(Chat.class);
        assertThat(refused("Elixir.Chat", "for_the_package").explanation())
                .endsWith("make forThePackage public and static: other nodes see no others");
    }

    @Test
    void evaluation_that_is_off_is_undefined_and_says_how_to_switch_it_on() {
        Resolved.Refused refused = (Resolved.Refused) exposure.resolve(Mfa.eval("Kate.sayName()"));
        assertThat(refused.reason()).isEqualTo(undef("Elixir.Tiebeam.Shell", "eval", "Kate.sayName()"));
        assertThat(refused.explanation())
                .contains("evaluation is off on kate@localhost")
                .contains("--allow-eval");
    }

    @Test
    void functions_of_the_runtime_are_called_with_terms() {
        exposure.expose(ERLANG, Atom.of("node"), 0, _ -> Atom.of("kate@localhost"));
        assertThat(call("erlang", "node")).isEqualTo(Atom.of("kate@localhost"));
        assertThat(refused("erlang", "node", 1).explanation()).contains("there is: node/0");
    }

    // ---- apply ----------------------------------------------------------------------------------------------------

    @Test
    void apply_is_seen_through() {
        exposure.expose(Chat.class);
        Term fun = new ExportFun(Atom.of("Elixir.Chat"), Atom.of("receive_message"), 1);
        ListTerm hi = ListTerm.of(Bits.of("hi"));
        assertThat(apply(fun, hi)).isEqualTo(Bits.of("got hi"));
        assertThat(apply(Atom.of("Elixir.Chat"), Atom.of("receive_message"), hi))
                .isEqualTo(Bits.of("got hi"));
        assertThat(apply(ERLANG, APPLY, ListTerm.of(ERLANG, APPLY, ListTerm.of(fun, hi))))
                .isEqualTo(Bits.of("got hi"));
    }

    @Test
    void apply_opens_no_other_door() {
        ListTerm none = ListTerm.EMPTY;
        assertThat(apply(Atom.of("java.lang.Runtime"), Atom.of("getRuntime"), none))
                .isEqualTo(undef("java.lang.Runtime", "getRuntime"));
        assertThat(apply(new ExportFun(Atom.of("java.lang.Runtime"), Atom.of("getRuntime"), 0), none))
                .isEqualTo(undef("java.lang.Runtime", "getRuntime"));
        assertThat(apply(new ExportFun(ERLANG, APPLY, 3), ListTerm.of(Atom.of("os"), Atom.of("cmd"), none)))
                .isEqualTo(undef("os", "cmd"));
    }

    @Test
    void apply_of_what_is_no_function_has_the_reasons_of_a_beam() {
        ListTerm none = ListTerm.EMPTY;
        ListTerm applied = ListTerm.of(Tuple.of(ERLANG, APPLY, Int.of(2), none));
        assertThat(apply(Bits.of("x"), none)).isEqualTo(Tuple.of(Tuple.of(Atom.of("badfun"), Bits.of("x")), applied));
        Term fun = new ExportFun(Atom.of("Elixir.Chat"), Atom.of("nothing"), 0);
        assertThat(apply(fun, ListTerm.of(Int.of(1))))
                .isEqualTo(Tuple.of(Tuple.of(Atom.of("badarity"), Tuple.of(fun, ListTerm.of(Int.of(1)))), applied));
        assertThat(apply(fun, Atom.of("x")).toString()).startsWith("{:badarg, [{:erlang, :apply, [");
        assertThat(apply(Int.of(1), Int.of(2), Int.of(3)).toString())
                .startsWith("{:badarg, [{:erlang, :apply, [1, 2, 3]");
        assertThat(((Resolved.Refused) exposure.resolve(ERLANG, APPLY, ListTerm.of(List.of(fun), Int.of(1))))
                        .reason()
                        .toString())
                .startsWith("{:badarg, ");
    }

    @Test
    void a_thousand_applies_around_a_call_need_no_stack() {
        exposure.expose(Chat.class);
        Term[] call = {Atom.of("Elixir.Chat"), Atom.of("nothing"), ListTerm.EMPTY};
        for (int i = 0; i < 1000; i++) {
            call = new Term[] {ERLANG, APPLY, ListTerm.of(call)};
        }
        assertThat(apply(call)).isEqualTo(Atom.OK);
    }

    // ---- lookups --------------------------------------------------------------------------------------------------

    @Test
    void a_lookup_of_another_module_exposes_nothing() {
        assertThatThrownBy(() -> exposure.expose(String.class, MethodHandles.lookup()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String cannot be exposed with a lookup of io.tiebeam.ExposureTest");
    }

    @Test
    void a_lookup_of_its_own_exposes_a_class() {
        exposure.expose(Chat.class, MethodHandles.lookup());
        assertThat(call("Elixir.Chat", "alive?")).isEqualTo(Atom.TRUE);
    }

    // ---- helpers --------------------------------------------------------------------------------------------------

    private Term invoke(String module, String function, Object... arguments) throws Exception {
        return switch (exposure.resolve(Mfa.of(module, function, arguments))) {
            case Resolved.Call call -> call.invoke();
            case Resolved.Refused refused -> refused.reason();
        };
    }

    private Term call(String module, String function, Object... arguments) {
        try {
            return invoke(module, function, arguments);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Term apply(Term... arguments) {
        return call("erlang", "apply", (Object[]) arguments);
    }

    private Resolved.Refused refused(String module, String function, Object... arguments) {
        return (Resolved.Refused) exposure.resolve(Mfa.of(module, function, arguments));
    }

    private static Term undef(String module, String function, Object... arguments) {
        Term frame = Tuple.of(
                Atom.of(module), Atom.of(function), Mfa.of("m", "f", arguments).arguments(), ListTerm.EMPTY);
        return Tuple.of(Atom.of("undef"), ListTerm.of(frame));
    }
}
