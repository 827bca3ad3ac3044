// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests that need other nodes which somebody else has started: tagged {@code distributed}, and excluded unless this JVM is
 * a named node, which it is after {@code tiebeam test --sname sophie@localhost}, or, with Maven alone, {@code -DargLine=
 * -Dtiebeam.sname=sophie@localhost}. The lesson's {@code @tag :distributed}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Tag(Distributed.TAG)
@ExtendWith(DistributedCondition.class)
public @interface Distributed {
    /** The tag, for those who select tests by it. */
    String TAG = "distributed";
}
