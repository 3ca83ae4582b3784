/** The commands, one class each. */
package org.exeunt.app.commands;
