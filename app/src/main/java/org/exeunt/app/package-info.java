/**
 * The command line. {@link org.exeunt.app.Main} ends the process; {@link org.exeunt.app.CommandLineInterface} runs one command against given streams, so
 * that tests can read what a person would. Each command is a class of its own.
 */
package org.exeunt.app;
