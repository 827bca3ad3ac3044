// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

/** A line for a prompt, in both languages. */
public record Line(String java, String elixir) {}
