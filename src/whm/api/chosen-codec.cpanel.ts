import { WhmApiRequest, WhmApiResponse, WhmApiType } from '@cpanel/api';
import { cpanelCodec } from './cpanel-codec.ts';

export const chosenCodec = cpanelCodec({ WhmApiRequest, WhmApiResponse, WhmApiType });
