// SPDX-License-Identifier: Apache-2.0

/** The application of the tour, {@code docs/tour.md}. Read this first: {@link counters.Counter}, its server. */
package counters;
