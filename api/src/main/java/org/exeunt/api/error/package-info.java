/**
 * How everything that can go wrong outside our own code is told to a person: one {@link org.exeunt.api.error.ExeuntException} with
 * a stable code, whose category decides the exit status of the command line.
 */
@NullMarked
package org.exeunt.api.error;

import org.jspecify.annotations.NullMarked;
