// SPDX-License-Identifier: Apache-2.0

/**
 * The command line. Read this first: {@link io.tiebeam.shell.Main}, then {@link io.tiebeam.shell.ShellCommand}, which
 * joins the three parts of an interactive node: {@link io.tiebeam.shell.SnippetEngine} compiles what is typed,
 * {@link io.tiebeam.shell.Evaluator} runs it in a process, and a {@link io.tiebeam.shell.Prompt} reads the next line.
 */
package io.tiebeam.shell;
