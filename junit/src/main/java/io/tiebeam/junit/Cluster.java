// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.otp.Env;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter of an {@link OtpTest}: several {@link Peer}s, started side by side and connected with each other and the
 * test, named {@code node1@localhost} and so on. The parameter is a {@code List<PeerNode>}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Cluster {
    /** How many. */
    int value();

    /** What they are made of. */
    PeerType type() default PeerType.JVM;

    /** Whether the project's applications run there; on JVMs only. */
    boolean application() default true;

    /** Which environment they are started for. */
    Env env() default Env.TEST;

    /** As {@link Peer#expose()}. */
    Class<?>[] expose() default {};
}
