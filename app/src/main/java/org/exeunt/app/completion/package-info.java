/** Completion of command lines in shells. */
package org.exeunt.app.completion;
