// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests whose bodies are processes, as those of ExUnit are: {@code self()}, {@code receive} and links work in them. Put
 * on a class or a method; JUnit calls the extension behind it on the thread of the test.
 *
 * <p>The methods before each test, the test and the methods after it run in one process, which then exits with reason
 * {@code :shutdown}, so that what is linked to it ends. Whatever the test has begun and that still runs then, a process, a
 * name, a node or a timer, fails the test, with the place in the program where it began, and is ended. What the project's
 * applications begin on behalf of a test is theirs.
 *
 * <p>The project's applications are started for {@code env} test, found as {@code tiebeam run} finds them.
 *
 * <p>Tests with {@link Peer}s, in a JVM that is no named node, each get a named node of their own, {@code test@localhost},
 * and an EPMD of their own: they meet neither each other nor what else runs on this machine.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(OtpTestExtension.class)
public @interface OtpTest {
    /** Which node the test is on; by default that of the JVM. */
    On node() default On.JVM;

    /** Whether the applications of the project run; by default they do. */
    boolean applications() default true;

    /** Whether what a test leaves behind fails it; by default it does. */
    boolean leaksFail() default true;

    /** Where tests run. */
    enum On {
        /**
         * The node of this JVM, with or without a name, which all tests share; the applications are started there once, as
         * by {@code mix test}.
         */
        JVM,
        /** A node of the test's own, without a name unless it needs one, with applications of its own. */
        FRESH
    }
}
