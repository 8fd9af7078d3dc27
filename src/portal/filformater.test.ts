import ExcelJS from 'exceljs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInVisitor, type Visitor } from './browse-for-tests.ts';
import { type SampleHouse, sampleHouse } from './sample-for-tests.ts';
import { openPortal } from './server.ts';

let house: SampleHouse;
let app: FastifyInstance;
let visitor: Visitor;
beforeAll(async () => {
  house = await sampleHouse();
  app = await openPortal(house);
  visitor = await signedInVisitor(app, 'ingrid');
});
afterAll(async () => {
  await app.close();
  await house.close();
});

test('every format has its page with its fields, and a sample where we ship one', async () => {
  expect(house.formats.length).toBeGreaterThan(10);
  for (const format of house.formats) {
    const page = await visitor.get(`/filformater/${format.id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`${format.id}@${format.version}`);
    expect((await visitor.get(`/filformater/${format.id}/eksempel`)).status).toBe(200);
  }
});

test('the empty workbook has the columns as text, so that leading zeros stay', async () => {
  const answer = await visitor.get('/filformater/kreditorfil-xlsx/mal');
  expect(answer.status).toBe(200);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(answer.bytes as never);
  const sheet = book.worksheets[0]!;
  expect(sheet.getRow(1).values).toContain('referanse');
  expect(sheet.getColumn(1).numFmt).toBe('@');
});

test('a format that is not there, and a way out of the folder, are not found', async () => {
  for (const id of ['nei', '%2e%2e%2fpackage', 'kreditorfil-csv%2f..']) {
    expect((await visitor.get(`/filformater/${id}`)).status).toBe(404);
    expect((await visitor.get(`/filformater/${id}/eksempel`)).status).toBe(404);
  }
});
