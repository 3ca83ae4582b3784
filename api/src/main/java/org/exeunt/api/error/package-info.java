/**
 * Failures reported to users: an {@link org.exeunt.api.error.ExeuntException} has a stable code, and the category of
 * the code determines the exit status of the command line.
 */
@NullMarked
package org.exeunt.api.error;

import org.jspecify.annotations.NullMarked;
