// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What is tested here is above all that it compiles: overloads in the shape of the API's, and no cast. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RemoteTest {

    static void sayName() {}

    static void receiveMessage(String message) {}

    static int length(String message) {
        return message.length();
    }

    static void receiveMessageFor(String message, int times) throws java.io.IOException {}

    static long add(long a, long b) {
        return a + b;
    }

    static String join(String a, String b, Integer c, long d) {
        return a + b + c + d;
    }

    private static String async(Remote.Action0 f) {
        return "action";
    }

    private static <R> R async(Remote.Func0<R> f) throws Exception {
        return f.call();
    }

    private static <A> String async(Remote.Action1<A> f, A a) {
        return "action";
    }

    private static <A, R> R async(Remote.Func1<A, R> f, A a) throws Exception {
        return f.call(a);
    }

    private static <A, B> String async(Remote.Action2<A, B> f, A a, B b) {
        return "action";
    }

    private static <A, B, R> R async(Remote.Func2<A, B, R> f, A a, B b) throws Exception {
        return f.call(a, b);
    }

    private static <A, B, C, D> String async(Remote.Action4<A, B, C, D> f, A a, B b, C c, D d) {
        return "action";
    }

    private static <A, B, C, D, R> R async(Remote.Func4<A, B, C, D, R> f, A a, B b, C c, D d) throws Exception {
        return f.call(a, b, c, d);
    }

    @Test
    void a_reference_to_a_void_method_is_an_action() {
        assertThat(async(RemoteTest::sayName)).isEqualTo("action");
        assertThat(async(RemoteTest::receiveMessage, "hi")).isEqualTo("action");
        assertThat(async(RemoteTest::receiveMessageFor, "hi", 2)).isEqualTo("action");
    }

    @Test
    void a_reference_to_a_method_with_a_result_is_a_function() throws Exception {
        int length = async(RemoteTest::length, "hi");
        assertThat(length).isEqualTo(2);
        long sum = async(RemoteTest::add, 1L, 2L);
        assertThat(sum).isEqualTo(3);
        assertThat(async(RemoteTest::join, "a", "b", 1, 2L)).isEqualTo("ab12");
    }

    @Test
    void a_lambda_without_parameters_is_told_by_its_body() throws Exception {
        assertThat(async(() -> sayName())).isEqualTo("action");
        int length = async(() -> length("four"));
        assertThat(length).isEqualTo(4);
    }

    @Test
    void a_lambda_with_typed_parameters_is_told_by_its_body() throws Exception {
        int length = async((String s) -> length(s), "four");
        assertThat(length).isEqualTo(4);
        assertThat(async((String s) -> receiveMessage(s), "hi")).isEqualTo("action");
    }
}
