/**
 * Identifiers and units of early-exit federated learning: clients ({@link org.exeunt.api.ClientId}), rounds
 * ({@link org.exeunt.api.Round}), exits ({@link org.exeunt.api.Exit}), computation ({@link org.exeunt.api.Macs}) and
 * data volume ({@link org.exeunt.api.Bytes}).
 *
 * <p>Start with {@link org.exeunt.api.strategy.Strategy}. This module depends only on the JDK and keeps no mutable
 * static state.
 */
@NullMarked
package org.exeunt.api;

import org.jspecify.annotations.NullMarked;
