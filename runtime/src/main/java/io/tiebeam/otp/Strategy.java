// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

/**
 * Which children a {@link Supervisor} restarts when one of them has ended and is to be restarted. Source: {@code
 * supervisor:strategy()}; {@code simple_one_for_one} is {@link DynamicSupervisor}.
 */
public enum Strategy {
    /** Only that child. */
    ONE_FOR_ONE,
    /** All children: they depend on each other. */
    ONE_FOR_ALL,
    /** That child and those started after it: each depends on those before. */
    REST_FOR_ONE
}
