// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Fun;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.TermWriter;
import io.tiebeam.testing.NeedsBeam;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A BEAM may carry our lambdas from one JVM to another. */
@NeedsBeam
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FunBeamTest {

    @Test
    void a_beam_hands_a_lambda_back_as_it_got_it() throws Exception {
        String name = "kate";
        Fun fun = (Fun) Functions.toMfa((Remote.Action0) () -> IO.println(name))
                .arguments()
                .get(0);
        String back = evaluated("io:put_chars(base64:encode(term_to_binary(Term)))", fun);
        assertThat(TermReader.decode(Base64.getDecoder().decode(back))).isEqualTo(fun);
    }

    @Test
    void a_beam_knows_a_lambda_as_a_function_of_its_class() throws Exception {
        Fun fun = (Fun) Functions.toMfa((Remote.Action0) () -> IO.println("hi"))
                .arguments()
                .get(0);
        String told = evaluated(
                "{_, M} = erlang:fun_info(Term, module), {_, A} = erlang:fun_info(Term, arity), {_, T} = "
                        + "erlang:fun_info(Term, type), io:format(\"~s ~p ~p\", [M, A, T])",
                fun);
        assertThat(told).isEqualTo("io.tiebeam.FunBeamTest 0 local");
    }

    @Test
    void a_beam_that_calls_it_says_undef() throws Exception {
        Fun fun = (Fun) Functions.toMfa((Remote.Action0) () -> IO.println("hi"))
                .arguments()
                .get(0);
        String told =
                evaluated("try Term() catch error:R:S -> io:format(\"~p ~p\", [R, hd(S) =:= {Term, [], []}]) end", fun);
        assertThat(told).isEqualTo("undef true");
    }

    private static String encoded(Term term) {
        return Base64.getEncoder().encodeToString(TermWriter.encode(term));
    }

    private static String evaluated(String code, Term term) throws Exception {
        String program = "Term = binary_to_term(base64:decode(\"" + encoded(term) + "\")), " + code + ", halt().";
        var builder = new ProcessBuilder("erl", "-noshell", "-eval", program).redirectErrorStream(true);
        builder.environment().put("ERL_CRASH_DUMP_SECONDS", "0");
        Process erl = builder.start();
        String output = new String(erl.getInputStream().readAllBytes());
        assertThat(erl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
