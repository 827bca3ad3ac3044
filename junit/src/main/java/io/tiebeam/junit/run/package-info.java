// SPDX-License-Identifier: Apache-2.0

/**
 * What {@code tiebeam test} runs in the JVM of a project's tests. Read this first: {@link io.tiebeam.junit.run.RunTests};
 * then {@link io.tiebeam.junit.run.Progress}, which prints as ExUnit does.
 */
package io.tiebeam.junit.run;
