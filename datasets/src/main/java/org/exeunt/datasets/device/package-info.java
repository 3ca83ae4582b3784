/**
 * Device models, which assign simulated devices to clients. Start at {@link org.exeunt.datasets.device.Tiers}.
 *
 * <p>Error codes: DATA-42 a file of devices is unreadable, malformed or incomplete.
 */
package org.exeunt.datasets.device;
