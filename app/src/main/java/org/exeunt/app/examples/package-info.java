/** The example configurations that ship with the program, and new configurations made from them. */
package org.exeunt.app.examples;
