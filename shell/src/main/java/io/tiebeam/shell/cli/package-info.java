/**
 * The words of a command line: what a command takes, what it was given, and its help. Read {@link
 * io.tiebeam.shell.cli.Syntax} first. It knows no command, and a command is up without any reflection.
 */
package io.tiebeam.shell.cli;
