// Units of temperature as people call them.
import type { TemperatureUnit } from '../model/unit.js';

export const UNIT_NAMES: Readonly<Record<TemperatureUnit, string>> = { C: '°C', F: '°F', K: 'kelvins' };
