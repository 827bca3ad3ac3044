// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.otp.Env;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter of an {@link OtpTest}: another node, in a process of its own, started before the method runs and stopped
 * after the test, or when the JVM of the tests ends, however it does. The parameter is a {@link PeerNode}. Source: OTP's
 * {@code peer}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Peer {
    /** Its name: {@code moebi}, at {@code localhost}. */
    String value();

    /** What it is made of. */
    PeerType type() default PeerType.JVM;

    /** Whether the project's applications run there; on a JVM only. */
    boolean application() default true;

    /** Which environment they are started for. */
    Env env() default Env.TEST;

    /** Classes whose public static methods others may call there, besides the test's own and the applications'. */
    Class<?>[] expose() default {};
}
