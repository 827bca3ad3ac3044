// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.TermException;
import io.tiebeam.term.WireName;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FunctionsTest {

    @ErlangModule("Elixir.Chat.Server")
    static final class Chat {
        static void receiveMessage(String message) {}

        @WireName("alive?")
        static boolean isAlive() {
            return true;
        }

        static int sum(int... numbers) {
            return numbers.length;
        }

        static void inherited() {}
    }

    static class Kate {
        public static void sayName() {}

        void bound() {}
    }

    static final class LittleKate extends Kate {}

    static final class Own implements Remote.Action0 {
        private static final long serialVersionUID = 1L;
        private final transient Object neverWritten = new Object();

        @Override
        public void run() {}
    }

    @Test
    void a_static_method_is_module_function_and_arguments() {
        Remote.Action1<String> receive = Chat::receiveMessage;
        assertThat(Functions.toMfa(receive, "hi")).isEqualTo(Mfa.of("Elixir.Chat.Server", "receive_message", "hi"));
        assertThat(Functions.toMfa((Remote.Action0) Kate::sayName)).isEqualTo(Mfa.of("Elixir.Kate", "say_name"));
    }

    @Test
    void one_place_in_the_program_sends_many_arguments() {
        for (String message : List.of("hi", "ho", "hum")) {
            assertThat(Functions.toMfa((Remote.Action1<String>) Chat::receiveMessage, message))
                    .isEqualTo(Mfa.of("Elixir.Chat.Server", "receive_message", message));
        }
    }

    @Test
    void the_wire_name_of_a_method_goes_before_its_own() {
        assertThat(Functions.toMfa((Remote.Func0<Boolean>) Chat::isAlive))
                .isEqualTo(Mfa.of("Elixir.Chat.Server", "alive?"));
    }

    @Test
    void an_inherited_method_belongs_to_the_class_that_declares_it() {
        assertThat(Functions.toMfa((Remote.Action0) LittleKate::sayName)).isEqualTo(Mfa.of("Elixir.Kate", "say_name"));
    }

    @Test
    void a_method_of_a_class_typed_at_a_prompt_is_known_by_its_simple_name() {
        assertThat(Functions.toMfa(REPL.Prompt.reference())).isEqualTo(Mfa.of("Elixir.Kate", "say_name"));
    }

    @Test
    void methods_of_objects_are_refused() {
        Kate kate = new Kate();
        assertThatThrownBy(() -> Functions.toMfa((Remote.Action0) kate::bound))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("io.tiebeam.FunctionsTest$Kate.bound() cannot run on another node")
                .hasMessageContaining("make it static");
        assertThatThrownBy(() -> Functions.toMfa((Remote.Action1<Kate>) Kate::bound, "x"))
                .hasMessageContaining("is a method of an object");
        assertThatThrownBy(() -> Functions.toMfa((Remote.Func0<Kate>) Kate::new))
                .hasMessageContaining("Kate::new cannot run on another node");
    }

    @Test
    void objects_of_classes_that_implement_remote_are_refused_and_not_serialized() {
        assertThatThrownBy(() -> Functions.toMfa(new Own()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("io.tiebeam.FunctionsTest$Own does not travel");
    }

    @Test
    void a_lambda_is_a_fun_of_its_class_with_its_captured_values() {
        String name = "kate";
        long times = 3;
        Mfa mfa = Functions.toMfa((Remote.Action0) () -> say(name, times));
        assertThat(mfa.module()).isEqualTo(Atom.of("erlang"));
        assertThat(mfa.function()).isEqualTo(Atom.of("apply"));
        assertThat(mfa.arguments().get(1)).isEqualTo(ListTerm.EMPTY);
        Fun fun = (Fun) mfa.arguments().get(0);
        assertThat(fun.module()).isEqualTo(Atom.of("io.tiebeam.FunctionsTest"));
        assertThat(fun.arity()).isZero();
        assertThat(fun.free()).containsExactly(Bits.of("kate"), Int.of(3));
        assertThat(fun.index()).isNotNegative();
    }

    @Test
    void two_lambdas_of_one_class_differ_in_their_index_and_agree_in_their_digest() {
        Fun one = fun(() -> say("a", 1));
        Fun other = fun(() -> say("b", 2));
        assertThat(one.index()).isNotEqualTo(other.index());
        assertThat(one.uniq()).isEqualTo(other.uniq());
    }

    @Test
    void a_lambda_is_the_same_fun_each_time() {
        assertThat(fun(again())).isEqualTo(fun(again()));
    }

    @Test
    void a_lambda_with_parameters_takes_its_arguments() {
        Mfa mfa = Functions.toMfa((Remote.Action1<String>) (String s) -> say(s, 1), "hi");
        assertThat(((Fun) mfa.arguments().get(0)).arity()).isEqualTo(1);
        assertThat(mfa.arguments().get(1)).isEqualTo(ListTerm.of(Bits.of("hi")));
    }

    @Test
    void a_reference_that_needs_an_adapter_is_a_lambda() {
        Mfa mfa = Functions.toMfa((Remote.Func1<Integer, Integer>) Chat::sum, 1);
        assertThat(mfa.arguments().get(0)).isInstanceOf(Fun.class);
    }

    @Test
    void a_captured_value_without_a_term_is_refused_by_its_place() {
        Thread thread = Thread.currentThread();
        assertThatThrownBy(() -> Functions.toMfa((Remote.Action0) () -> thread.interrupt()))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("captured value 1 of a lambda in io.tiebeam.FunctionsTest: ")
                .hasMessageContaining("java.lang.Thread");
    }

    @Test
    void a_captured_value_whose_type_says_too_little_is_refused() {
        List<String> names = List.of("kate");
        assertThatThrownBy(() -> Functions.toMfa((Remote.Action0) () -> say(names.getFirst(), 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it captures java.util.List")
                .hasMessageContaining("use a reference to a static method");
        assertThatThrownBy(
                        () -> Functions.toMfa((Remote.Action1<List<String>>) (List<String> l) -> l.size(), List.of()))
                .hasMessageContaining("has a parameter of the type java.util.List");
    }

    @Test
    void a_lambda_typed_at_a_prompt_is_refused_with_the_ways_that_are_left() {
        assertThatThrownBy(() -> Functions.toMfa(REPL.Prompt.lambda()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Mfa.of(\"Elixir.Kate\", \"say_name\")")
                .hasMessageContaining("Mfa.eval(\"Kate.sayName()\")");
    }

    @Test
    void calls_print_as_elixir_writes_them() {
        assertThat(Mfa.of("Elixir.Kate", "say_name")).hasToString("Kate.say_name()");
        assertThat(Mfa.of("Elixir.Chat", "receive_message", "hi", 2)).hasToString("Chat.receive_message(\"hi\", 2)");
        assertThat(Mfa.of("erlang", "apply", Atom.of("kate"))).hasToString(":erlang.apply(:kate)");
        assertThat(Mfa.of("erlang", "+", 1, 2)).hasToString(":erlang.+(1, 2)");
        assertThat(Mfa.of("odd module", "odd name")).hasToString(":\"odd module\".\"odd name\"()");
        assertThat(Mfa.of("Elixir.Kate", "alive?")).hasToString("Kate.alive?()");
    }

    @Test
    void source_text_is_an_ordinary_call_of_the_shell() {
        assertThat(Mfa.eval("Kate.sayName()")).isEqualTo(Mfa.of("Elixir.Tiebeam.Shell", "eval", "Kate.sayName()"));
    }

    @Test
    void an_argument_without_a_term_is_refused_by_its_place() {
        assertThatThrownBy(() -> Mfa.of("Elixir.Kate", "say", 1, Thread.currentThread()))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("argument 2");
        assertThatThrownBy(() -> Mfa.of("Elixir.Kate", "say", (Object) null))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("argument 1");
    }

    private static Remote.Action0 again() {
        return () -> say("again", 1);
    }

    private static void say(String what, long times) {}

    private static Fun fun(Remote.Action0 function) {
        return (Fun) Functions.toMfa(function).arguments().get(0);
    }
}
