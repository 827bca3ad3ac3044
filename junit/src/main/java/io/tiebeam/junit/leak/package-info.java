// SPDX-License-Identifier: Apache-2.0

/** What tests leave behind. Read this first: {@link io.tiebeam.junit.leak.Leaks}. */
package io.tiebeam.junit.leak;
