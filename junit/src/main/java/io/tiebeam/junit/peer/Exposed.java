// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** The classes of a test whose methods and lambdas its peers run when asked to. */
public final class Exposed {
    private Exposed() {}

    /** {@code types} and the classes written within them. */
    public static List<Class<?>> of(List<Class<?>> types) {
        SequencedSet<Class<?>> all = new LinkedHashSet<>();
        types.forEach(type -> add(all, type));
        return new ArrayList<>(all);
    }

    private static void add(SequencedSet<Class<?>> all, Class<?> type) {
        if (!type.isAnnotation() && all.add(type)) {
            Arrays.stream(type.getDeclaredClasses())
                    .sorted(Comparator.comparing(Class::getName))
                    .forEach(inner -> add(all, inner));
        }
    }
}
