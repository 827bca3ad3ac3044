// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.util.Locale;

/** What an application runs for: Elixir's {@code Mix.env}. */
public enum Env {
    /** At a developer's prompt; what holds if nobody says. */
    DEV,
    /** In tests. */
    TEST,
    /** In production. */
    PROD;

    private static final String VARIABLE = "TIEBEAM_ENV";

    /**
     * What the environment variable {@code TIEBEAM_ENV} says: {@code dev}, {@code test} or {@code prod}; {@link #DEV}
     * without it.
     *
     * @throws IllegalArgumentException if it says anything else
     */
    public static Env current() {
        String said = System.getenv(VARIABLE);
        return said == null || said.isBlank() ? DEV : of(said);
    }

    /**
     * {@code dev}, {@code test} or {@code prod}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Env of(String name) {
        for (Env env : values()) {
            if (env.toString().equals(name.strip())) {
                return env;
            }
        }
        throw new IllegalArgumentException("expected an environment, " + VARIABLE + "=dev, test or prod, got: " + name);
    }

    /** In lower case, as it is written. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
