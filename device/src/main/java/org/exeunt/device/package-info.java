/**
 * Trained early-exit models on a phone, a gateway or any JVM, without a library. Start at {@link
 * org.exeunt.device.DeviceModel}. Files are written by {@code exeunt export --format device}.
 */
package org.exeunt.device;
