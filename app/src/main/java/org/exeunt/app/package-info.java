/**
 * The command line. {@link org.exeunt.app.Main} ends the process; {@link org.exeunt.app.CommandLineInterface} runs one
 * command against given streams, so that tests can read its output. Each command is a class.
 */
package org.exeunt.app;
