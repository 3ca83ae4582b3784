/**
 * The words of the domain as small types: who ({@link org.exeunt.api.ClientId}), when ({@link org.exeunt.api.Round}), how deep
 * ({@link org.exeunt.api.Exit}) and at what cost ({@link org.exeunt.api.Macs}, {@link org.exeunt.api.Bytes}).
 *
 * <p>Start reading at {@link org.exeunt.api.strategy.Strategy}. Nothing in {@code api} does I/O, keeps static state or depends on
 * anything but the JDK.
 */
@NullMarked
package org.exeunt.api;

import org.jspecify.annotations.NullMarked;
