/**
 * Warnings about runs that work, but whose results may not be what their author expects. {@link
 * org.exeunt.runtime.advice.StartAdvice} gives those before the first round.
 */
package org.exeunt.runtime.advice;
